"""Sending over REST: 202 means that Kafka has the request."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from shared.events import Effects, SendKind, SendMessage
from shared.events.topics import OUTBOUND
from shared.kafka.decode import decode
from tests.integration.rest import RunningApi

SEND = {"to_emails": ["customer@example.com"], "subject": "API Test", "plain_body": "Test message"}
ADD_SEND = """
INSERT INTO send (send_id, account_id, kind, state, request, subject, created_at)
VALUES (%s, 1, 'request', 'sent', '{}', 'API Test', now())
"""
ADD_RECIPIENT = "INSERT INTO send_recipient (send_id, address, state, reason) VALUES (%s, %s, %s, %s)"


def outbound(api: RunningApi) -> list[SendMessage]:
    decoded = [decode(OUTBOUND, record) for record in api.records(OUTBOUND)]
    return [event for event in decoded if isinstance(event, SendMessage)]


def test_the_specifications_request_is_in_outbound_when_it_is_accepted(api: RunningApi) -> None:
    account = api.add_account()
    accepted = api.post("/send/", {"account_id": account["id"], **SEND}, 202)
    (event,) = outbound(api)
    assert accepted == {"send_id": str(event.send_id), "state_url": f"/api/email/sends/{event.send_id}/"}
    assert (event.account_id, event.to_emails, event.subject, event.plain_body) == (
        account["id"],
        ("customer@example.com",),
        "API Test",
        "Test message",
    )
    assert (event.kind, event.effects, event.generation) == (SendKind.REQUEST, Effects.ALLOWED, 0)
    (record,) = api.records(OUTBOUND)
    assert record.key == str(account["id"]).encode()


def test_all_fields_arrive_and_message_ids_lose_their_brackets(api: RunningApi) -> None:
    account = api.add_account()
    send_id = str(uuid4())
    more = {
        "cc_emails": ["cc@example.com"],
        "bcc_emails": ["bcc@example.com"],
        "html_body": "<p>Grüße</p>",
        "send_id": send_id,
        "in_reply_to": "<parent@example.com>",
        "references": ["<root@example.com>", "parent@example.com"],
    }
    assert (api.post("/send/", {"account_id": account["id"], **SEND, **more}, 202))["send_id"] == send_id
    (event,) = outbound(api)
    assert (event.cc_emails, event.bcc_emails, event.html_body) == (
        ("cc@example.com",),
        ("bcc@example.com",),
        "<p>Grüße</p>",
    )
    assert (event.in_reply_to, event.references) == (
        "parent@example.com",
        ("root@example.com", "parent@example.com"),
    )


FILE = {"filename": "Rechnung März.pdf", "content_type": "application/pdf", "content": "JVBERg=="}


def test_a_file_a_time_and_what_comes_back_are_in_the_request(api: RunningApi) -> None:
    account, at = api.add_account(), datetime.now(UTC) + timedelta(hours=1)
    more = {
        "attachments": [FILE, {"filename": "logo.png", "content": "aVZCT1I=", "content_id": "logo@shop"}],
        "reply_to": ["Sales <sales@example.com>"],
        "send_at": at.isoformat(),
        "expires_at": (at + timedelta(hours=1)).isoformat(),
        "tags": ["order"],
        "metadata": {"ticket": "T-1"},
    }
    api.post("/send/", {"account_id": account["id"], **SEND, **more}, 202)
    (event,) = outbound(api)
    assert [(each.filename, each.content_type, each.content, each.content_id) for each in event.attachments] == [
        ("Rechnung März.pdf", "application/pdf", b"%PDF", None),
        ("logo.png", "application/octet-stream", b"iVBOR", "logo@shop"),
    ]
    assert (event.reply_to, event.send_at, event.expires_at) == (
        ('"Sales" <sales@example.com>',),
        at,
        at + timedelta(hours=1),
    )
    assert (event.tags, event.metadata) == (("order",), {"ticket": "T-1"})


def test_recipients_are_read_as_people_write_them(api: RunningApi) -> None:
    account = api.add_account()
    written = {"to_emails": ["  Ada Berg <ada@example.com> "], "cc_emails": ["bo@bücher.example"]}
    api.post("/send/", {"account_id": account["id"], **SEND, **written}, 202)
    (event,) = outbound(api)
    assert (event.to_emails, event.cc_emails) == (('"Ada Berg" <ada@example.com>',), ("bo@xn--bcher-kva.example",))


NO_ADDRESSES = {
    "a list": (
        "a@b.test, c@d.test",
        "'a@b.test, c@d.test' holds several addresses: give each one as an entry of its own",
    ),
    "a line break": (
        "a@b.test\r\nBcc: c@d.test",
        "the address 'a@b.test??Bcc: c@d.test' holds a line break or another control character: remove it",
    ),
    "a name": ("Ada Berg", "'Ada Berg' is no address: write it as name@domain"),
}


@pytest.mark.parametrize(("text", "why"), NO_ADDRESSES.values(), ids=NO_ADDRESSES)
def test_what_is_no_address_is_refused_in_a_sentence(api: RunningApi, text: str, why: str) -> None:
    account = api.add_account()
    problem = api.post("/send/", {"account_id": account["id"], **SEND, "bcc_emails": [text]}, 422)
    assert problem["detail"] == f"bcc_emails.0: {why}"
    assert outbound(api) == []


def test_an_idempotency_key_gives_the_same_send_id_within_an_account(api: RunningApi) -> None:
    first, second = [(api.add_account(email_address=f"{name}@company.test"))["id"] for name in "ab"]
    asked = [(first, "key-1"), (first, "key-1"), (first, "key-2"), (second, "key-1")]
    given = [
        (api.post("/send/", {"account_id": account, **SEND}, 202, **{"Idempotency-Key": key}))["send_id"]
        for account, key in asked
    ]
    assert given[0] == given[1]
    assert len(set(given)) == 3
    assert {UUID(send_id).version for send_id in given} == {5}


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"account_id": 99}, 404, "there is no account 99: GET /api/email/accounts/ lists them"),
        ({"account_id": "x"}, 422, "account_id: "),
        ({"to_emails": []}, 422, "to_emails: "),
        ({"to_emails": ["a@b.test\r\nBcc: x@y.test"]}, 422, "to_emails.0: "),
        ({"subject": "a\r\nBcc: x@y.test"}, 422, "subject: must be one line"),
        ({"subject": "x" * 999}, 422, "subject: "),
        ({"plain_body": ""}, 422, "give plain_body, html_body or both"),
        ({"plain_body": "a\x00b"}, 422, "plain_body: must not contain the character NUL"),
        ({"plain_body": "\ud800"}, 422, "plain_body: must not contain half of a surrogate pair"),
        ({"to_emails": ["\ud800@example.com"]}, 422, "to_emails.0: "),
        ({"in_reply_to": "\ud800@example.com"}, 422, "in_reply_to: "),
        ({"attachment": []}, 422, "attachment: "),
        ({"attachments": [{"filename": "a.txt"}]}, 422, "attachments.0.content: "),
        ({"attachments": [{"filename": "a.txt", "content": "YQ==?"}]}, 422, "attachments.0.content: must be base64"),
        ({"attachments": [{"filename": "a\r\nb", "content": "YQ=="}]}, 422, "attachments.0.filename: must be one line"),
        ({"attachments": [{**FILE, "content_type": "message/rfc822"}]}, 422, "attachments.0.content_type: "),
        (
            {"attachments": [{**FILE, "content": "A" * 960_000}]},
            422,
            "the attachments have 720,000 bytes together, 716",
        ),
        ({"reply_to": ["nobody"]}, 422, "reply_to.0: 'nobody' is no address"),
        ({"send_at": "2026-11-30T12:00:00"}, 422, "send_at: "),
        ({"send_at": "2999-01-01T00:00:00Z"}, 422, "send_at is more than a year away"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, 422, "expires_at is over before it could be sent"),
        ({"tags": ["x"] * 21}, 422, "tags: "),
        ({"metadata": {"": "x"}}, 422, "metadata"),
        ({"metadata": {"a": "x" * 1001}}, 422, "metadata"),
        ({"in_reply_to": "a b"}, 422, "in_reply_to: "),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else "",
)
def test_what_cannot_be_sent_is_refused_and_not_published(
    api: RunningApi, changes: dict[str, object], status: int, sentence: str
) -> None:
    account = api.add_account()
    refused = api.post("/send/", {"account_id": account["id"], **SEND, **changes}, status)
    assert sentence in refused["detail"]
    assert api.records(OUTBOUND) == []


@pytest.mark.parametrize(
    ("account", "sentence"),
    [
        ({"smtp_server": "", "smtp_password": None}, "account 1 (support@company.test) has no smtp_server"),
        ({"status": "inactive"}, "account 1 (support@company.test) is inactive: PATCH"),
    ],
    ids=["no server", "inactive"],
)
def test_an_account_that_cannot_send_is_said_so(api: RunningApi, account: dict[str, object], sentence: str) -> None:
    created = api.add_account(**account)
    assert sentence in (api.post("/send/", {"account_id": created["id"], **SEND}, 409))["detail"]


def test_one_way_to_name_a_send_is_enough(api: RunningApi) -> None:
    request = {"account_id": 1, **SEND, "send_id": str(uuid4())}
    refused = api.post("/send/", request, 400, **{"Idempotency-Key": "k"})
    assert refused["detail"] == "give either send_id or the header Idempotency-Key, not both"


def test_a_state_is_unknown_until_the_sender_has_taken_the_send_up(api: RunningApi) -> None:
    send_id = uuid4()
    assert "ask again" in (api.get(f"/sends/{send_id}/", 404))["detail"]
    api.run(ADD_SEND, send_id)
    api.run(ADD_RECIPIENT, send_id, "a@example.com", "sent", "")
    api.run(ADD_RECIPIENT, send_id, "b@example.com", "deferred", "451 try later")
    state = api.get(f"/sends/{send_id}/")
    assert (state["status"], state["subject"]) == ("queued", "API Test")
    assert [(r["address"], r["state"], r["reason"]) for r in state["recipients"]] == [
        ("a@example.com", "sent", ""),
        ("b@example.com", "deferred", "451 try later"),
    ]
