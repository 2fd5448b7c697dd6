"""Rules, sends and dead letters changed on the screen, by the functions of REST."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import quote

import pytest

from shared.events.topics import OUTBOUND, PARSED
from tests.harness.kafka import Planted
from tests.integration.planted_pages import SEND_ID, plant_rule, plant_send
from tests.integration.rest import RunningApi
from tests.integration.test_api_dead_letters import Letters
from tests.integration.visitor import Visitor, visiting

HOSTILE = b"\x1b]0;x\x07<script>alert(1)</script>\xff"


@pytest.fixture
def visitor(api: RunningApi) -> Iterator[Visitor]:
    """Logged in."""
    with visiting(api) as visitor:
        visitor.log_in()
        yield visitor


def test_a_rule_is_switched_off_and_on(api: RunningApi, visitor: Visitor) -> None:
    plant_rule(api)

    assert visitor.post("/rules/1/switch", to="off").headers["location"] == "/rules"
    assert api.get("/rules/1/")["is_active"] is False
    assert "Switch on" in visitor.page("/rules")
    visitor.post("/rules/1/switch", to="on")
    assert [api.get("/rules/1/")[name] for name in ("is_active", "version")] == [True, 3]
    assert visitor.post("/rules/9/switch", to="on").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("state", "status", "said"),
    [
        ("sent", HTTPStatus.CONFLICT, "cannot be cancelled: it is sent already"),
        ("failed", HTTPStatus.CONFLICT, "cannot be cancelled: it is failed already"),
    ],
)
def test_what_waits_no_more_cannot_be_cancelled(
    api: RunningApi, visitor: Visitor, state: str, status: HTTPStatus, said: str
) -> None:
    api.add_account()
    plant_send(api, state=state)

    assert "Cancel it" not in visitor.page(f"/sends/{SEND_ID}")
    answer = visitor.post(f"/sends/{SEND_ID}/cancel")
    assert (answer.status_code, said in answer.text) == (status, True)


def test_what_waits_is_cancelled(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    plant_send(api, state="waiting")
    assert "Cancel it" in visitor.page(f"/sends/{SEND_ID}")

    answer = visitor.post(f"/sends/{SEND_ID}/cancel")

    assert answer.headers["location"] == f"/sends/{SEND_ID}", "no sender answers here: it is asked for"


def test_a_dead_letter_is_shown_put_back_and_discarded(api: RunningApi, visitor: Visitor) -> None:
    letters = Letters(api).plant(
        PARSED, [Planted(b"1", HOSTILE + b"first", []), Planted(b"1", HOSTILE + b"second", [])]
    )
    first, second = (quote(letter["id"]) for letter in letters)
    listed = visitor.page("/dead-letters?state=waits")
    assert (f"/dead-letters/{letters[0]['id']}" in listed, "DefectiveRecord" in listed) == (True, True)

    page = visitor.page(f"/dead-letters/{first}")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page

    visitor.post(f"/dead-letters/{first}/redrive")
    assert "put back" in visitor.page(f"/dead-letters/{first}")
    assert visitor.post(f"/dead-letters/{first}/redrive").status_code == HTTPStatus.CONFLICT
    visitor.post(f"/dead-letters/{second}/discard", reason="<b>a test</b>")
    shown = visitor.page(f"/dead-letters/{second}")
    assert re.search(r"Discarded .* by the holder of EMAIL_API_TOKEN: &lt;b&gt;a test&lt;/b&gt;", shown)
    assert "Put it back" not in shown


def test_what_is_no_mail_is_shown(api: RunningApi, visitor: Visitor) -> None:
    [letter] = Letters(api).plant(OUTBOUND, [Planted(b"1", b"what is no mail is shown", [])])
    assert "what is no mail is shown" in visitor.page(f"/dead-letters/{quote(letter['id'])}")
