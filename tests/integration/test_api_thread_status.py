"""Closing, archiving and reopening threads: REST, the command line and the screen, with the threader behind them."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from services.api.threads import change
from shared.events import ThreadChanged, ThreadRequested
from shared.events.topics import THREAD_CHANGED, THREAD_REQUESTED
from tests.harness.wait import eventually_sync
from tests.integration.rest import RunningApi
from tests.integration.terminal import Terminal
from tests.integration.test_api_changes import patch
from tests.integration.test_api_messages import Planted, identified, plant
from tests.integration.thread_desk import threader_of
from tests.integration.visitor import Visitor, visiting

HOLDER = "the holder of EMAIL_API_TOKEN"
ADD_NODE = """
INSERT INTO node (node_id, account_id, name, strand_id) SELECT %s, 1, 'c', strand_id FROM node WHERE node_id = %s
"""
ADD_PLACEMENT = """
INSERT INTO placement SELECT gen_random_uuid(), 1, %s, '{}', now(), 9, %s, false, 'first', 1, NULL, '', false
"""
A, C = identified("node", "a"), identified("node", "c")


@pytest.fixture
def api(api: RunningApi) -> RunningApi:
    """Two threads of account 1; c is a later message of a's."""
    api.add_account()
    plant(api, Planted("a", 1, "a"), Planted("b", 2, "b"))
    api.run(ADD_NODE, C, A)
    api.run(ADD_PLACEMENT, C, A)
    return api


@pytest.fixture
def answering(api: RunningApi) -> Iterator[RunningApi]:
    with threader_of(api):
        yield api


def changed(api: RunningApi) -> list[tuple[str, str, str]]:
    """What thread.changed tells."""

    def told() -> list[ThreadChanged]:
        return [ThreadChanged.from_record(record.value, ()) for record in api.records(THREAD_CHANGED)]

    eventually_sync(told, what="an event of a thread that changed")
    return [(event.changed.before, event.changed.after, event.by) for event in told()]


def test_a_thread_is_closed_at_once_and_says_by_whom(answering: RunningApi) -> None:
    closed = patch(answering, f"/threads/{C}/", {"status": "closed"})
    assert (closed["thread_id"], closed["status"], closed["status_by"]) == (str(A), "closed", HOLDER)
    assert answering.get(f"/threads/{A}/") == closed
    assert answering.get("/threads/?status=closed")["results"] == [closed]
    assert len(answering.get("/threads/?status=open")["results"]) == 1
    assert patch(answering, f"/threads/{A}/", {"status": "archived"})["status"] == "archived"
    assert patch(answering, f"/threads/{A}/", {"status": "open"})["status"] == "open"
    assert changed(answering) == [
        ("open", "closed", HOLDER),
        ("closed", "archived", HOLDER),
        ("archived", "open", HOLDER),
    ]


def test_only_a_thread_that_is_as_it_was_seen_is_changed_with_if_match(answering: RunningApi) -> None:
    seen = answering.client.get(f"/threads/{A}/").headers["ETag"]
    answering.run("UPDATE thread SET message_count = message_count + 1 WHERE thread_id = %s", A)
    refused = patch(answering, f"/threads/{A}/", {"status": "closed"}, 412, **{"If-Match": seen})
    assert "read it again" in refused["detail"]
    assert answering.records(THREAD_REQUESTED) == []
    now = answering.client.get(f"/threads/{A}/").headers["ETag"]
    assert patch(answering, f"/threads/{A}/", {"status": "closed"}, 200, **{"If-Match": now})["status"] == "closed"


def test_a_request_is_later_than_what_was_seen_though_the_poller_s_clock_is_ahead(answering: RunningApi) -> None:
    answering.run("UPDATE thread SET inbound_at = now() + interval '1 hour' WHERE thread_id = %s", A)
    assert patch(answering, f"/threads/{A}/", {"status": "closed"})["status"] == "closed"
    assert patch(answering, f"/threads/{A}/", {"status": "open"})["status"] == "open"


def test_without_an_answer_it_is_accepted_and_done_later(api: RunningApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change, "WAIT_S", 0.2)
    answer = api.client.patch(f"/threads/{A}/", json={"status": "closed"})
    assert (answer.status_code, answer.json()["status"]) == (202, "open")
    assert answer.headers["Location"] == f"/api/email/threads/{A}/"
    (record,) = api.records(THREAD_REQUESTED)
    request = ThreadRequested.from_record(record.value, ())
    assert (request.account_id, request.thread_id, request.wanted.status) == (1, A, "closed")
    assert record.key == b"1"
    with threader_of(api):
        eventually_sync(lambda: api.get(answer.headers["Location"])["status"] == "closed", what="the closed thread")


@pytest.mark.parametrize(
    ("document", "status", "said"),
    [
        pytest.param({"status": "gone"}, 422, "status", id="no such status"),
        pytest.param({}, 422, "status", id="nothing to change"),
        pytest.param({"status": "closed", "subject": "x"}, 422, "subject", id="a field that cannot be changed"),
    ],
)
def test_bad_changes_are_refused_and_ask_for_nothing(
    api: RunningApi, document: dict[str, str], status: int, said: str
) -> None:
    assert said in patch(api, f"/threads/{A}/", document, status)["detail"]
    assert "there is no thread" in patch(api, f"/threads/{uuid4()}/", {"status": "closed"}, 404)["detail"]
    assert api.records(THREAD_REQUESTED) == []


@pytest.mark.usefixtures("answering")
def test_the_command_line_closes_archives_and_reopens(mailweave: Terminal) -> None:
    b = identified("node", "b")
    closed = f"thread {C} is closed\nthread {b} is closed\n"
    assert mailweave("threads", "close", str(C), str(b))[:2] == (0, closed)
    assert mailweave("threads", "archive", str(b))[1] == f"thread {b} is archived\n"
    assert mailweave("threads", "reopen", str(A))[1] == f"thread {A} is open\n"
    assert str(b) in mailweave("threads", "list", "--status", "archived", "--format", "csv")[1]
    code, _, error = mailweave("threads", "close", str(uuid4()))
    assert (code, "there is no thread" in error) == (1, True)


@pytest.fixture
def visitor(answering: RunningApi) -> Iterator[Visitor]:
    with visiting(answering) as found:
        found.log_in()
        yield found


def test_the_thread_s_page_has_the_buttons_and_says_by_whom(visitor: Visitor) -> None:
    page = visitor.page(f"/threads/{A}")
    assert [label in page for label in (">Close<", ">Archive<", ">Reopen<")] == [True, True, False]
    answer = visitor.post(f"/threads/{A}/status", status="closed")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/threads/{A}")
    page = visitor.page(f"/threads/{A}")
    assert [label in page for label in (">Close<", ">Archive<", ">Reopen<")] == [False, True, True]
    assert f"closed by {HOLDER}" in page
    visitor.post(f"/threads/{C}/status", status="open")
    assert f"reopened by {HOLDER}" in visitor.page(f"/threads/{A}")
    visitor.post(f"/threads/{A}/status", status="closed")
    assert f"/threads/{A}" in visitor.page("/threads?status=closed")
    assert f"/threads/{A}" not in visitor.page("/threads?status=open")
    assert visitor.post(f"/threads/{A}/status", status="gone").status_code == 422
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert visitor.client.post(f"/threads/{A}/status", data={"status": "open"}, headers=elsewhere).status_code == 403
