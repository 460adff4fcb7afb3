"""The page with example data of the development server, in a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from pwa import dev
from pwa.services import services
from tests.browser.conftest import Phone, day
from tests.browser.subscribed import plan, subscribed
from tests.conftest import Api
from tests.people import Person
from tests.servers import InProcessServer


@pytest.fixture
def example(here: InProcessServer) -> str:
    assert here.app is not None
    here.app.register_blueprint(dev.example)
    return f"{here.url}/dev/example"


def test_a_developer_finds_a_filled_diary_and_is_told_to_plan_a_reminder(example: str, phone: Phone) -> None:
    page = phone().new_page()
    page.goto(example)
    expect(page.locator("#none")).to_be_visible()
    expect(page.locator("#due")).to_be_hidden()
    page.get_by_role("link", name="diary").click()
    expect(page.locator("#entries li")).to_have_count(dev.DAYS + len(dev.MASSAGES))


def test_the_reminder_of_a_developer_is_due_at_once(
    example: str,
    here: InProcessServer,
    phone: Phone,
    api: Api,
    work: Callable[[], int],
    maria: Person,
) -> None:
    assert here.app is not None
    plan(api, maria.request(f"{day(30)}T09:00"))
    page = subscribed(phone, maria, services(here.app).keys)
    page.goto(example)
    expect(page.locator("#due")).to_be_visible()
    assert work() == 1
    page.get_by_role("link", name="reminders", exact=True).click()
    expect(page.locator("#mine .due")).to_have_count(1)
