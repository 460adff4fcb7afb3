"""`pwa stats` and `pwa keys list` say what is in the database, and nothing personal."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from pwa.health import GAUGES
from pwa.reminders import keys
from pwa.services import services
from tests.conftest import Api, both_databases
from tests.operator.commands import said, start
from tests.people import Person


@both_databases
def test_the_numbers_of_the_database_are_shown(
    tmp_path: Path, database: str, app: Flask, api: Api, maria: Person
) -> None:
    api.put(maria.request("2026-12-01T15:30", kind="massage"))
    code, shown, _ = said(start(tmp_path, "stats", PWA_DATABASE_URL=database))
    numbers = {line.split()[0]: line.split()[1] for line in shown.splitlines()}
    assert code == 0
    assert numbers["subscriptions"] == "1"
    assert numbers["reminders"] == "3"
    assert numbers["waiting"] == "0"
    assert numbers.keys() <= GAUGES.keys()
    assert maria.endpoint.rpartition("/")[2] not in shown


def test_each_key_is_listed_with_its_subscriptions(
    tmp_path: Path, database: str, app: Flask, api: Api, maria: Person, amina: Person
) -> None:
    api.put(maria.request("2026-12-01T15:30"))
    older = services(app).keys.public
    new = keys.rotate(tmp_path / "vapid.pem")

    def listed() -> list[list[str]]:
        code, shown, _ = said(start(tmp_path, "keys", "list", PWA_DATABASE_URL=database))
        assert code == 0
        return [line.split()[:3] for line in shown.splitlines()]

    assert listed() == [[new, "current", "0"], [older, "older", "1"]]
    [file] = tmp_path.glob("vapid-*.pem")
    file.unlink()
    assert listed() == [[new, "current", "0"], [older, "MISSING", "1"]]


@pytest.mark.parametrize("command", [["stats"], ["keys", "list"]])
def test_without_a_database_there_is_one_line_with_the_remedy(tmp_path: Path, command: list[str]) -> None:
    keys.ensure(tmp_path / "vapid.pem")
    code, _, errors = said(start(tmp_path, *command))
    assert code == 1
    assert errors.endswith("Make it: pwa db upgrade\n")
    assert list(tmp_path.iterdir()) == [tmp_path / "vapid.pem"]
