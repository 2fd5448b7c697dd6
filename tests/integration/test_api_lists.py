"""Every list in the same form: filters, orderings, cursors that belong to one list."""

from itertools import pairwise
from uuid import uuid4

import pytest

from shared.events import CancelRequested
from shared.events.topics import CANCEL_REQUESTED
from tests.integration.rest import Document, RunningApi
from tests.integration.terminal import ADD_HEALTH, ADD_POLL, Answering
from tests.integration.test_api_messages import Planted, identified, names, plant

LISTS = {
    "/accounts/": ("id", "email_address", "name", "created_at"),
    "/rules/": ("id", "priority", "name", "created_at"),
    "/templates/": ("id", "name", "created_at"),
    "/messages/": ("received_at",),
    "/accounts/1/messages/": ("received_at",),
    f"/threads/{identified('node', 'a')}/messages/": ("received_at",),
    "/accounts/1/poll-logs/": ("id",),
    "/threads/": ("last_message_at", "first_message_at", "message_count"),
    "/customers/": ("first_seen_at", "name"),
    "/sends/": ("created_at",),
    "/health/": ("account_id", "email_address"),
    "/rules/1/versions/": ("version",),
    "/templates/1/versions/": ("version",),
}
ID_OF = {"threads": "thread_id", "customers": "customer_id", "sends": "send_id", "health": "account_id"}
ADD_SEND = """
INSERT INTO send (send_id, account_id, kind, state, request, reason, subject, created_at, rule_id)
VALUES (%s, %s, 'request', %s, '{}', '', %s, '2026-03-01T08:00Z'::timestamptz + %s * interval '1 minute', 4)
"""
ADD_RECIPIENT = "INSERT INTO send_recipient (send_id, address, state) VALUES (%s, %s, %s)"
ADD_CUSTOMER = """
INSERT INTO customer (customer_id, name, named_at, named_by, first_seen_at) VALUES (%s, %s, now(), %s, now())
"""
ADD_ADDRESS = "INSERT INTO customer_address (address, customer_id) VALUES (%s, %s)"
LINK = (
    "UPDATE thread SET linked_customer_id = %s, participants = '{ada@x.test}', status = 'closed' WHERE thread_id = %s"
)


def walk(api: RunningApi, path: str, limit: int) -> list[Document]:
    found: list[Document] = []
    page: Document = {"next": f"{path}{'&' if '?' in path else '?'}limit={limit}"}
    while page["next"]:
        page = api.get(page["next"])
        found += page["results"]
        assert len(found) < 50, "the pages do not end"
    return found


@pytest.fixture
def filled(api: RunningApi) -> RunningApi:
    """Three of everything, some of them at the same instant."""
    template = {"name": "T", "subject": "s", "plain_content": "p"}
    for number in range(3):
        api.add_account(email_address=f"a{number}@company.test", name=f"N{2 - number}")
        api.post("/templates/", template, 201)
        leaf = {"condition_type": "from_contains", "condition_value": "x", "priority": 1 - number}
        api.post("/rules/", {"name": "R", "rule_type": "auto_reply", **leaf, "action_data": {"template_id": 1}}, 201)
        api.client.patch("/rules/1/", json={"priority": number})
        api.client.patch("/templates/1/", json={"name": f"T{number}"})
        api.run(ADD_POLL, 1, "ok", 0, 0, "")
        customer = uuid4()
        api.run(ADD_CUSTOMER, customer, f"C{number // 2}", uuid4())
        api.run(ADD_ADDRESS, f"c{number}@x.test", customer)
        send_id = uuid4()
        api.run(ADD_SEND, send_id, 1 + number % 2, ("waiting", "sent", "sent")[number], f"s{number}", number // 2)
        api.run(ADD_RECIPIENT, send_id, f"To{number}@x.test", ("waiting", "sent", "sent")[number])
    threads = (Planted(name, 1, strand="one") for name in "abc")
    plant(api, *threads, Planted("d", 1, strand="two"), Planted("e", 3, strand="three", direction="outbound"))
    return api


@pytest.mark.parametrize(("path", "orderings"), LISTS.items(), ids=LISTS)
def test_a_list_can_be_walked_in_each_order(filled: RunningApi, path: str, orderings: tuple[str, ...]) -> None:
    listing = path.strip("/").split("/")[-1]
    identifier = "version" if listing == "versions" else ID_OF.get(listing, "id")
    for ordering in (word for name in orderings for word in (name, f"-{name}")):
        whole = walk(filled, f"{path}?ordering={ordering}", 500)
        assert len(whole) >= 3
        for limit in (1, 2):
            assert walk(filled, f"{path}?ordering={ordering}", limit) == whole
        name = ordering.removeprefix("-")
        if name != "received_at":  # of what was sent it is another field
            keys = [(row[name], row[identifier]) for row in whole]
            is_falling = ordering.startswith("-")
            assert all((before > after) if is_falling else (before < after) for before, after in pairwise(keys))


@pytest.mark.parametrize("path", LISTS)
def test_a_cursor_belongs_to_its_list_and_order(filled: RunningApi, path: str) -> None:
    other = "/sends/" if path != "/sends/" else "/customers/"
    cursor = filled.get(f"{other}?limit=1")["next"].rpartition("cursor=")[2]
    detail = filled.get(f"{path}?cursor={cursor}", 400)["detail"]
    assert f"it belongs to the list of '{other.strip('/')}', this is the list of " in detail
    own, turned = LISTS[path][0], f"-{LISTS[path][0]}"
    cursor = filled.get(f"{path}?limit=1&ordering={own}")["next"].rpartition("cursor=")[2]
    assert f"not {turned}: begin without" in filled.get(f"{path}?ordering={turned}&cursor={cursor}", 400)["detail"]
    assert filled.get(f"{path}?ordering=sideways", 422)["detail"].startswith("ordering: there are ")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["s2", "s1", "s0"]),
        ("account_id=1", ["s2", "s0"]),
        ("state=sent", ["s2", "s1"]),
        ("recipient=to1@X.test", ["s1"]),
        ("since=2026-03-01T08:01:00Z", ["s2"]),
        ("until=2026-03-01T08:01:00Z", ["s1", "s0"]),
        ("kind=forward", []),
        ("rule_id=4&state=waiting", ["s0"]),
    ],
)
def test_sends_are_narrowed(filled: RunningApi, query: str, expected: list[str]) -> None:
    found = walk(filled, f"/sends/?{query}", 100)
    assert sorted((send["subject"] for send in found), reverse=True) == expected
    assert [send["created_at"] for send in found] == sorted((send["created_at"] for send in found), reverse=True)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["a", "b", "c", "d", "e"]),
        ("q=About%20e", ["e"]),
        ("direction=outbound", ["e"]),
        ("from_email=CUSTOMER@example.com&q=d", ["d"]),
        ("since=2026-03-01T08:02:00Z", ["e"]),
        ("until=2026-03-01T08:02:00Z&direction=inbound", ["a", "b", "c", "d"]),
        ("account_id=2", []),
        ("has_attachments=true", []),
    ],
)
def test_messages_of_all_accounts_are_narrowed(filled: RunningApi, query: str, expected: list[str]) -> None:
    assert sorted(names(filled.get(f"/messages/?{query}"))) == expected


def test_one_message_is_that_of_the_list(filled: RunningApi) -> None:
    for message in filled.get("/messages/")["results"]:
        alone = filled.get(f"/messages/{message['id']}/")
        assert alone.keys() - message.keys() == {"html_safe", "remote_count", "hidden_text", "links"}
        assert {name: alone[name] for name in message} == message
    assert "there is no message" in filled.get(f"/messages/{uuid4()}/", 404)["detail"]


def test_threads_are_found_by_every_id_and_narrowed(filled: RunningApi) -> None:
    threads = {thread["thread_id"]: thread for thread in filled.get("/threads/")["results"]}
    assert len(threads) == 3
    first, late = identified("node", "a"), identified("node", "c")
    assert filled.get(f"/threads/{late}/") == filled.get(f"/threads/{first}/") == threads[str(first)]
    (customer,) = filled.get("/customers/?address=C1@x.test")["results"]
    filled.run(LINK, customer["customer_id"], first)
    linked = filled.get(f"/threads/{first}/")
    assert linked["linked_customer"] == {"customer_id": customer["customer_id"], "name": customer["name"]}
    for query in (f"customer_id={customer['customer_id']}", "status=closed", "participant=ADA@x.test", "q=About%20b"):
        assert filled.get(f"/threads/?{query}&account_id=1")["results"] == [linked], query
    assert filled.get("/threads/?account_id=2")["results"] == []
    assert "there is no thread" in filled.get(f"/threads/{uuid4()}/", 404)["detail"]
    assert filled.get(f"/customers/{customer['customer_id']}/") == customer
    assert [each["addresses"] for each in filled.get("/customers/?q=C2@")["results"]] == [["c2@x.test"]]
    assert "there is no customer" in filled.get(f"/customers/{uuid4()}/", 404)["detail"]


def test_health_is_there_from_the_first_moment(filled: RunningApi) -> None:
    filled.run(ADD_HEALTH)
    states = {each["account_id"]: (each["state"], each["kind"]) for each in filled.get("/health/")["results"]}
    assert states == {1: ("failing", "network"), 2: ("unknown", None), 3: ("unknown", None)}
    assert [each["account_id"] for each in filled.get("/health/?state=failing&status=active")["results"]] == [1]


@pytest.mark.parametrize(
    ("outcome", "status", "words"),
    [("cancelled", 200, ""), ("sent", 409, "it is sent already"), ("sending", 409, "it is on its way to the server")],
)
def test_a_send_is_cancelled_by_the_sender(filled: RunningApi, outcome: str, status: int, words: str) -> None:
    (waiting,) = filled.get("/sends/?state=waiting")["results"]

    def answer(asked: CancelRequested) -> None:
        filled.run("UPDATE send_recipient SET state = %s WHERE send_id = %s", outcome, asked.send_id)
        filled.run("UPDATE send SET state = %s WHERE send_id = %s", outcome, asked.send_id)

    with Answering(filled, CANCEL_REQUESTED, answer):
        answered = filled.post(f"/sends/{waiting['send_id']}/cancel/", None, status)
    assert words in answered.get("detail", "")
    assert "cannot be cancelled" in filled.post(f"/sends/{waiting['send_id']}/cancel/", None, 409)["detail"]
    assert filled.post(f"/sends/{uuid4()}/cancel/", None, 404)["status"] == 404
