"""The OpenAPI 3.1 document of the API, generated from the structs in `schemas` and the problem types.

`tests/reminders/test_openapi.py` makes its requests from this document. If the document states what the app does not
do, the test fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import Any

import msgspec

from pwa import problems
from pwa.languages import LANGUAGES, force_language
from pwa.problems import ProblemDocument, ProblemType
from pwa.reminders.notifications import MASSAGE
from pwa.reminders.schemas import (
    AnswerRequest,
    PlanRequest,
    PushKey,
    ReminderList,
    RenewRequest,
    SubscriptionRequest,
)

PATH = "/api/openapi.json"

# The keys of the receiver in the example of RFC 8291, 5.
KEYS = {
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
SUBSCRIPTION = {"endpoint": "https://push.example.net/new", "keys": KEYS}
OLD = {"endpoint": "https://push.example.net/old", "keys": {"auth": KEYS["auth"]}}
PLAN = {
    "subscription": SUBSCRIPTION,
    "language": "en",
    "kind": "doctor",
    "at": "2026-11-24T10:00",
    "zone": "Europe/London",
    "repeat": "until-done",
    "at_night": False,
}

# Problems that every operation can answer, and those of every operation with a body.
EVERYWHERE = (problems.TOO_MANY_REQUESTS, problems.BUSY, problems.OUR_FAULT)
WITH_BODY = (
    problems.NOT_JSON,
    problems.CROSS_SITE,
    problems.WRONG_SECRET,
    problems.TOOK_TOO_LONG,
    problems.TOO_LARGE,
    problems.CANNOT_STORE,
)
WITH_RETRY_AFTER = (problems.TOO_MANY_REQUESTS, problems.TOO_MANY_FROM_NETWORK, problems.NO_ROOM)
NEW_SUBSCRIPTION = (
    problems.UNKNOWN_PUSH_SERVICE,
    problems.BAD_KEYS,
    problems.SUBSCRIPTION_GONE,
    problems.TOO_MANY,
)

# A struct cannot state that one field needs another.
REPEAT_UNLESS_MASSAGE = {
    "if": {"properties": {"kind": {"const": MASSAGE}}},
    "else": {"required": ["repeat"], "properties": {"repeat": {"not": {"type": "null"}}}},
}

DESCRIPTION = """The push subscription of a browser is the account: the `auth` secret of the subscription authenticates
each request. There is no cookie. A body is JSON in UTF-8 and has at most 4,096 bytes. Unknown fields are ignored. A
browser may send requests only from a page of this app (`Sec-Fetch-Site`, `Origin`). Texts are in the language that
`Accept-Language` asks for."""


@dataclass(frozen=True)
class Operation:
    """One method of one path. `name` is the function in `api`."""

    path: str
    method: str
    name: str
    summary: str
    answers: type[msgspec.Struct]
    body: type[msgspec.Struct] | None = None
    example: dict[str, Any] = field(default_factory=dict)
    statuses: Sequence[int] = (200,)
    problems: Sequence[ProblemType] = ()


OPERATIONS = (
    Operation("/api/push-key", "get", "push_key", "The public key of this server", PushKey),
    Operation(
        "/api/reminders",
        "put",
        "plan_reminder",
        "Plan a reminder, or change one",
        ReminderList,
        PlanRequest,
        PLAN,
        statuses=(200, 201),
        problems=(
            problems.UNKNOWN_REMINDER,
            problems.UNKNOWN_LANGUAGE,
            problems.UNKNOWN_KIND,
            problems.UNKNOWN_ZONE,
            problems.BAD_TIME,
            problems.TIME_IN_THE_PAST,
            problems.TIME_TOO_FAR,
            problems.QUIET_HOURS,
            *NEW_SUBSCRIPTION,
            problems.TOO_MANY_FROM_NETWORK,
            problems.PUSH_SERVICE_REFUSED,
            problems.PUSH_SERVICE_SLOW,
            problems.NO_ROOM,
        ),
    ),
    Operation(
        "/api/reminders",
        "post",
        "list_reminders",
        "The reminders of a browser",
        ReminderList,
        SubscriptionRequest,
        {"subscription": SUBSCRIPTION},
        problems=(problems.UNKNOWN_SUBSCRIPTION,),
    ),
    Operation(
        "/api/reminders/answer",
        "post",
        "answer_reminder",
        "Answer a reminder",
        ReminderList,
        AnswerRequest,
        {"subscription": SUBSCRIPTION, "reminder": "lb7GDVmQyLjX", "answer": "tomorrow", "moves": 0},
        problems=(problems.UNKNOWN_SUBSCRIPTION, problems.UNKNOWN_REMINDER, problems.TIME_TOO_FAR),
    ),
    Operation(
        "/api/reminders/renew",
        "post",
        "renew_subscription",
        "Move all reminders to a new subscription",
        ReminderList,
        RenewRequest,
        {"old": OLD, "subscription": SUBSCRIPTION},
        problems=(problems.UNKNOWN_SUBSCRIPTION, *NEW_SUBSCRIPTION, problems.RENEWAL_REFUSED),
    ),
    Operation(
        "/api/reminders/test",
        "post",
        "send_test",
        "Send a test notification now",
        ReminderList,
        SubscriptionRequest,
        {"subscription": SUBSCRIPTION},
        problems=(
            problems.UNKNOWN_SUBSCRIPTION,
            problems.SUBSCRIPTION_GONE,
            problems.TOO_SOON,
            problems.TEST_REFUSED,
        ),
    ),
)


@cache
def document(languages: tuple[str, ...]) -> bytes:
    """Return the document as JSON. Needs an application context. `languages` are those that the server offers."""
    structs = {struct for one in OPERATIONS for struct in (one.answers, one.body) if struct} | {ProblemDocument}
    _, schemas = msgspec.json.schema_components(sorted(structs, key=str), ref_template="#/components/schemas/{name}")
    schemas["PlanRequest"]["properties"]["language"]["enum"] = list(languages)
    schemas["PlanRequest"] |= REPEAT_UNLESS_MASSAGE
    paths: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS:
        paths.setdefault(one.path, {})[one.method] = _operation(one)
    with force_language(LANGUAGES["en"]):
        examples = {
            problem.name: {"value": msgspec.to_builtins(problem.document())}
            for one in OPERATIONS
            for problem in _problems(one)
        }
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {"title": "Ask First: reminders", "version": "1", "description": DESCRIPTION},
            "paths": paths,
            "components": {"schemas": schemas, "examples": examples},
        }
    )


def _problems(one: Operation) -> list[ProblemType]:
    return [*EVERYWHERE, *(WITH_BODY if one.body else ()), *one.problems]


def _operation(one: Operation) -> dict[str, Any]:
    responses: dict[str, Any] = {str(status): _success(one, status) for status in one.statuses}
    found = _problems(one)
    for status in sorted({problem.status for problem in found}):
        responses[str(status)] = _refusal(status, [problem for problem in found if problem.status == status])
    operation = {"operationId": one.name, "summary": one.summary, "responses": responses}
    if one.body:
        content = {"schema": _reference(one.body), "example": one.example}
        operation["requestBody"] = {"required": True, "content": {"application/json": content}}
    return operation


def _success(one: Operation, status: int) -> dict[str, Any]:
    return {
        "description": HTTPStatus(status).phrase,
        "content": {"application/json": {"schema": _reference(one.answers)}},
    }


def _refusal(status: int, found: Sequence[ProblemType]) -> dict[str, Any]:
    types = {"properties": {"type": {"enum": [problem.uri for problem in found]}}}
    response: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {
            "application/problem+json": {
                "schema": {**_reference(ProblemDocument), **types},
                "examples": {problem.name: {"$ref": f"#/components/examples/{problem.name}"} for problem in found},
            }
        },
    }
    if any(problem in WITH_RETRY_AFTER for problem in found):
        response["headers"] = {
            "Retry-After": {
                "description": "Seconds after which the same request may succeed (RFC 9110, 10.2.3).",
                "schema": {"type": "integer", "minimum": 1},
            }
        }
    return response


def _reference(struct: type[msgspec.Struct]) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{struct.__name__}"}
