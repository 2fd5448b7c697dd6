"""Messages over REST, from rows as the parser and the threader write them."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_DNS, UUID, uuid4, uuid5

import pytest
from psycopg.types.json import Jsonb

from tests.integration.planted_content import CONTENT, erase_message, seal_message
from tests.integration.rest import Document, RunningApi

MORNING = datetime(2026, 3, 1, 8, tzinfo=UTC)
ADD_MESSAGE = """
INSERT INTO message (
    mail_id, account_id, account_key, message_id, effect_id, direction, subject, from_email, from_name, to_emails,
    cc_emails, bcc_emails, reply_to_emails, addresses, in_reply_to, "references", plain_body, html_body, plain_blob,
    dated_at, arrived_at, sort_at, fetched_at, size_bytes, has_attachments, is_automatic, automatic_reason, is_report,
    is_list, defects, send_id
) VALUES (
    %s, %s, %s, %s, %s, %s, %s, 'customer@example.com', 'John Doe', '{support@company.test}',
    '{cc@company.test}', '{}', '{}', '{}', '{root@x,parent@x}', '{root@x,parent@x}', %s, '<p>HTML</p>', %s,
    %s, %s, %s, %s, 10, false, false, '', false,
    false, '{}', %s
)
"""
ADD_SEARCH = "INSERT INTO message_search (mail_id, document) VALUES (%s, to_tsvector('simple', %s))"
ADD_NODE = "INSERT INTO node (node_id, account_id, name, strand_id) VALUES (%s, 1, %s, %s) ON CONFLICT DO NOTHING"
ADD_THREAD = """
INSERT INTO thread (strand_id, account_id, thread_id, node_count, message_count, first_at, first_name, first_mail_id,
                    subject, last_at, participants, status)
VALUES (%s, 1, %s, 1, 1, now(), '', %s, '', now(), '{}', 'open') ON CONFLICT DO NOTHING
"""
COUNT_THREADS = """
UPDATE thread SET message_count = (
    SELECT count(*) FROM read_placement WHERE read_placement.strand_id = thread.strand_id
)
"""
ADD_PLACEMENT = """
INSERT INTO placement (mail_id, account_id, node_id, parents, sort_at, seq, thread_id, is_new_thread, reason,
                       confidence, customer_name, is_customer_known)
VALUES (%s, 1, %s, '{}', %s, %s, %s, false, 'references', 1, '', false)
"""
ADD_ATTACHMENT = """
INSERT INTO attachment (mail_id, position, filename, content_type, size_bytes, sha256, is_inline, blob)
VALUES (%s, %s, %s, 'application/pdf', 5, '', false, %s)
"""
ADD_SEND = """
INSERT INTO send (send_id, account_id, kind, state, request, created_at) VALUES (%s, 1, 'request', %s, '{}', now())
"""
ADD_RECIPIENT = "INSERT INTO send_recipient (send_id, address, state) VALUES (%s, %s, %s)"
REPORT = {
    "kind": "dsn",
    "original_message_id": "sent@company.test",
    "feedback_type": None,
    "recipients": [
        {
            "address": "gone@customer.test",
            "action": "failed",
            "status": "5.1.1",
            "reason": "userunknown",
            "diagnostic_code": "550 5.1.1 user unknown",
            "remote_mta": None,
        }
    ],
}


@dataclass(frozen=True)
class Planted:
    """A message of account 1; `minute` is when it arrived, `strand` the thread that it is in."""

    name: str
    minute: int
    strand: str = ""
    direction: str = "inbound"
    plain_body: str = "Plain text content"
    plain_blob: str | None = None
    send_id: UUID | None = None

    @property
    def mail_id(self) -> UUID:
        return identified("mail", self.name)

    @property
    def thread_id(self) -> UUID:
        return identified("node", self.name)


def identified(kind: str, name: str) -> UUID:
    return uuid5(NAMESPACE_DNS, f"{kind}-{name}")


def plant(api: RunningApi, *messages: Planted) -> None:
    for seq, message in enumerate(messages, 1):
        at = MORNING + timedelta(minutes=message.minute)
        ids = (message.mail_id, 1, uuid4(), f"{message.name}@example.com", uuid4())
        about = (message.direction, f"About {message.name}", message.plain_body, message.plain_blob)
        api.run(ADD_MESSAGE, *ids, *about, at - timedelta(seconds=5), at, at, at, message.send_id)
        api.run(ADD_SEARCH, message.mail_id, f"About {message.name} {message.plain_body}")
        if message.strand:
            strand_id = identified("strand", message.strand)
            first = next(each for each in messages if each.strand == message.strand)
            api.run(ADD_NODE, message.thread_id, message.name, strand_id)
            api.run(ADD_THREAD, strand_id, first.thread_id, first.mail_id)
            api.run(ADD_PLACEMENT, message.mail_id, message.thread_id, at, seq, message.thread_id)
    api.run(COUNT_THREADS)


def names(page: Document) -> list[str]:
    return [message["subject"].removeprefix("About ") for message in page["results"]]


def walk(api: RunningApi, path: str) -> list[str]:
    """Every message of a list, page by page."""
    found: list[str] = []
    page: dict[str, Any] = {"next": path}
    while page["next"]:
        page = api.get(page["next"])
        found += names(page)
        assert len(found) < 100, "the pages do not end"
    return found


def test_a_report_is_shown_with_its_recipients(api: RunningApi) -> None:
    api.add_account()
    message = Planted("bounce", 0)
    plant(api, message)
    api.run("UPDATE message SET report = %s, auto_kind = 'notification'", Jsonb(REPORT))
    shown = api.get(f"/api/email/messages/{message.mail_id}/")
    assert (shown["report"], shown["auto"]["kind"]) == (REPORT, "notification")


def test_what_was_newly_written_is_told_apart(api: RunningApi) -> None:
    api.add_account()
    message = Planted("answer", 0)
    plant(api, message)
    api.run("UPDATE message SET reply_text = 'Yes.', quoted_text = '> Shall we?', signature = 'Ada'")
    shown = api.get(f"/api/email/messages/{message.mail_id}/")
    assert (shown["reply_text"], shown["quoted_text"], shown["signature"]) == ("Yes.", "> Shall we?", "Ada")
    assert shown["plain_body"] == "Plain text content"


TEXTS = ("plain_body", "html_body", "reply_text", "quoted_text", "signature", "is_body_complete", "content_state")


@pytest.mark.parametrize(
    ("what", "texts", "files"),
    [
        pytest.param(
            lambda api, mail_id: None,
            ("Walrus.\n> Numbat?", "<p>Walrus.</p>", "Walrus.", "> Numbat?", "Xerus Ltd", True, "sealed"),
            [("okapi.csv", "dugong@x")],
            id="its key opens it",
        ),
        pytest.param(erase_message, ("", "", "", "", "", True, "gone"), [("", None)], id="its key was erased"),
        pytest.param(
            lambda api, mail_id: api.run("UPDATE message SET sealed_content = set_byte(sealed_content, 9, 0)"),
            ("", "", "", "", "", True, "gone"),
            [("", None)],
            id="it is damaged",
        ),
        pytest.param(
            lambda api, mail_id: seal_message(api, mail_id, CONTENT.model_copy(update={"reply_text": None})),
            ("Walrus.\n> Numbat?", "<p>Walrus.</p>", "Walrus.\n> Numbat?", "> Numbat?", "Xerus Ltd", True, "sealed"),
            [("okapi.csv", "dugong@x")],
            id="all of it is new",
        ),
        pytest.param(
            lambda api, mail_id: seal_message(api, mail_id, CONTENT.model_copy(update={"html_body": "ä" * 524_288})),
            ("Walrus.\n> Numbat?", "ä" * 524_288, "Walrus.", "> Numbat?", "Xerus Ltd", False, "sealed"),
            [("okapi.csv", "dugong@x")],
            id="only its beginning is here",
        ),
    ],
)
def test_sealed_content_is_opened_for_the_answer(
    api: RunningApi, what: Callable[[RunningApi, UUID], object], texts: tuple[object, ...], files: list[object]
) -> None:
    api.add_account(encrypt_content=True)
    clear, message = Planted("clear", 1), Planted("sealed", 0)
    plant(api, clear, message)
    api.run(ADD_ATTACHMENT, message.mail_id, 0, "a.pdf", "blob")
    seal_message(api, message.mail_id)
    what(api, message.mail_id)
    beside, shown = api.get("/accounts/1/messages/")["results"]
    assert tuple(shown[name] for name in TEXTS) == texts
    assert [(each["filename"], each["content_id"]) for each in shown["attachments"]] == files
    assert (beside["plain_body"], beside["content_state"]) == ("Plain text content", "clear")


def test_a_message_is_shown_with_harmless_html_and_what_it_hides(api: RunningApi) -> None:
    api.add_account()
    message = Planted("sale", 0, plain_body="pay\u200bpal")
    plant(api, message)
    html = (
        "<p style='display:none'>Ten percent off</p><form><p onclick='x()'>Hello</p></form>"
        "<img src='http://track.example/p.gif'><a href='https://evil.example/'>www.bank.example</a>"
    )
    api.run("UPDATE message SET html_body = %s", html)
    shown = api.get(f"/api/email/messages/{message.mail_id}/")
    link = (
        'title="https://evil.example/" target="_blank" rel="noopener noreferrer nofollow" data-leads-to="evil.example"'
    )
    assert shown["html_body"] == html
    assert shown["html_safe"] == (
        '<p style="display:none">Ten percent off</p><p>Hello</p><img data-remote-src="http://track.example/p.gif">'
        f'<a href="https://evil.example/" {link}>www.bank.example</a>'
    )
    assert shown["remote_count"] == 1
    assert shown["hidden_text"] == [
        {"text": "Ten percent off", "how": "display_none", "kind": "preheader"},
        {"text": "paypal", "how": "zero_width", "kind": "characters"},
    ]
    target = {"text": "www.bank.example", "href": "https://evil.example/", "host": "evil.example"}
    assert shown["links"] == [{**target, "names_host": "bank.example"}]


def test_a_message_has_the_specifications_fields(api: RunningApi) -> None:
    api.add_account()
    message = Planted("billing", 0, strand="s")
    plant(api, message)
    api.run(ADD_ATTACHMENT, message.mail_id, 0, "a.pdf", "blob")
    api.run(ADD_ATTACHMENT, message.mail_id, 1, "big.pdf", None)
    (shown,) = api.get("/api/email/accounts/1/messages/")["results"]
    attachments = shown.pop("attachments")
    assert shown == {
        "id": str(message.mail_id),
        "account_id": 1,
        "message_id": "billing@example.com",
        "subject": "About billing",
        "from_email": "customer@example.com",
        "from_name": "John Doe",
        "to_emails": ["support@company.test"],
        "cc_emails": ["cc@company.test"],
        "bcc_emails": [],
        "direction": "inbound",
        "status": "received",
        "plain_body": "Plain text content",
        "html_body": "<p>HTML</p>",
        "reply_text": "Plain text content",
        "quoted_text": "",
        "quoted_known": False,
        "signature": "",
        "is_body_complete": True,
        "content_state": "clear",
        "report": None,
        "auto": {"auto_submitted": None, "is_auto": False, "is_list": False, "kind": "none"},
        "thread_id": str(message.thread_id),
        "in_reply_to": "parent@x",
        "references": ["root@x", "parent@x"],
        "received_at": "2026-03-01T08:00:00Z",
        "sent_at": "2026-03-01T07:59:55Z",
    }
    assert [(a["filename"], a["size_bytes"], a["is_stored"]) for a in attachments] == [
        ("a.pdf", 5, True),
        ("big.pdf", 5, False),
    ]


def test_the_latest_come_first_and_pages_neither_repeat_nor_leave_out(api: RunningApi) -> None:
    api.add_account()
    minutes = {"a": 1, "b": 2, "c": 2, "d": 2, "e": 0, "f": 5}
    plant(api, *(Planted(name, minute) for name, minute in minutes.items()))
    whole = names(api.get("/accounts/1/messages/"))
    assert (whole[0], whole[-2:], set(whole[1:4])) == ("f", ["a", "e"], {"b", "c", "d"})
    assert [walk(api, f"/accounts/1/messages/?limit={limit}") for limit in (1, 2, 5)] == [whole] * 3


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["d", "c", "b", "a"]),
        ("direction=outbound", ["c"]),
        ("q=invoice", ["d", "b"]),
        ("q=invoice&limit=1", ["d", "b"]),
        ("q=INVOICE%20-paid", ["b"]),
        ("q=nothing", []),
        ("q=invoice&direction=outbound", []),
        (f"thread_id={identified('node', 'a')}", ["b", "a"]),
        (f"thread_id={identified('node', 'b')}&q=invoice", ["b"]),
        (f"thread_id={uuid4()}", []),
    ],
    ids=itertools.count(),
)
def test_lists_are_narrowed(api: RunningApi, query: str, expected: list[str]) -> None:
    api.add_account()
    plant(
        api,
        Planted("a", 0, strand="one"),
        Planted("b", 1, strand="one", plain_body="the invoice"),
        Planted("c", 2, strand="two", direction="outbound"),
        Planted("d", 3, plain_body="invoice paid"),
    )
    assert walk(api, f"/accounts/1/messages/?{query}") == expected


def test_every_id_that_a_thread_ever_had_leads_to_it(api: RunningApi) -> None:
    api.add_account()
    thread = [Planted(name, minute, strand="one") for name, minute in (("root", 0), ("late", 2), ("early", 1))]
    plant(api, *thread, Planted("other", 1, strand="two"))
    for message in thread:
        path = f"/api/email/threads/{message.thread_id}/messages/"
        assert names(api.get(path)) == ["root", "early", "late"]
        assert walk(api, f"{path}?limit=1") == ["root", "early", "late"]
    shown = {message["thread_id"] for message in api.get(path)["results"]}
    assert shown == {str(thread[0].thread_id)}
    assert "no message is in a thread" in api.get(f"/threads/{uuid4()}/messages/", 404)["detail"]


@pytest.mark.parametrize(
    ("states", "status"),
    [
        (["sent", "sent"], "sent"),
        (["sent", "deferred"], "queued"),
        (["sent", "failed"], "failed"),
        (["suppressed"], "failed"),
        (["sending"], "queued"),
        (None, "sent"),
    ],
    ids=str,
)
def test_what_was_sent_has_the_ledgers_status(api: RunningApi, states: list[str] | None, status: str) -> None:
    api.add_account()
    send_id = None if states is None else uuid4()
    plant(api, Planted("answer", 0, direction="outbound", send_id=send_id))
    if states is not None:
        api.run(ADD_SEND, send_id, "sending")
        for number, state in enumerate(states):
            api.run(ADD_RECIPIENT, send_id, f"{number}@example.com", state)
    (shown,) = api.get("/accounts/1/messages/")["results"]
    assert (shown["status"], shown["received_at"]) == (status, None)


def test_a_body_that_was_cut_is_marked(api: RunningApi) -> None:
    api.add_account()
    plant(api, Planted("cut", 0, plain_body="x" * 1024 * 1024, plain_blob="b"), Planted("whole", 1, plain_blob="b"))
    shown = api.get("/accounts/1/messages/")["results"]
    assert [message["is_body_complete"] for message in shown] == [True, False]


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/accounts/7/messages/", 404, "there is no account 7"),
        ("/accounts/0/messages/", 422, "account_id: "),
        ("/accounts/99999999999/messages/", 422, "account_id: "),
        ("/accounts/1/messages/?cursor=nonsense", 400, "cursor: it is not one of ours"),
        ("/accounts/1/messages/?cursor=" + quote("%00"), 400, "cursor: it is not one of ours"),
        ("/accounts/1/messages/?limit=501", 422, "limit: "),
        ("/accounts/1/messages/?q=a%00b", 422, "'q': must not contain the character NUL"),
        ("/accounts/1/messages/?q=a%01b", 422, "q: must be one line"),
        ("/accounts/1/messages/?direction=sideways", 422, "direction: "),
        ("/threads/1/messages/", 422, "thread_id: "),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("/") else "",
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(
    api: RunningApi, path: str, status: int, sentence: str
) -> None:
    api.add_account()
    assert sentence in api.get(path, status)["detail"]


QUESTION = "Hello Marta, the pump in hall three stopped last night. Could you send somebody before Friday?"
STRANGE = "> A mail that is in nobody's mailbox here, so that only its mark tells."
SET_TEXTS = "UPDATE message SET from_email = %s, plain_body = %s, reply_text = %s, quoted_text = %s WHERE mail_id = %s"


@pytest.mark.parametrize(
    ("reply_text", "quoted_text", "expected"),
    [
        ("On my way.", f"> {QUESTION}", ("On my way.", f"> {QUESTION}", True)),
        (f"On my way.\n\n{QUESTION}", "", ("On my way.", QUESTION, True)),
        ("On my way.", STRANGE, ("On my way.", STRANGE, False)),
        ("On my way.", "", ("On my way.", "", False)),
    ],
    ids=["marked", "unmarked", "of no message", "no quote"],
)
def test_what_an_earlier_message_of_the_thread_says_is_known_to_be_quoted(
    api: RunningApi, reply_text: str, quoted_text: str, expected: tuple[str, str, bool]
) -> None:
    api.add_account()
    asked, answer = Planted("asked", 0, strand="one"), Planted("answer", 1, strand="one")
    between = [Planted(f"other-{number}", 0, strand="one") for number in range(5)]
    plant(api, asked, *between, answer, Planted("elsewhere", 0, strand="two", plain_body=STRANGE))
    api.run(SET_TEXTS, "ben@mill.test", QUESTION, None, None, asked.mail_id)
    api.run(SET_TEXTS, "marta@quist.test", "", reply_text, quoted_text or None, answer.mail_id)
    of_the_thread = api.get(f"/api/email/threads/{asked.thread_id}/messages/")["results"][-1]
    alone = api.get(f"/api/email/messages/{answer.mail_id}/")
    listed = api.get("/api/email/messages/?limit=1")["results"][0]
    for shown in (of_the_thread, alone, listed):
        assert (shown["reply_text"], shown["quoted_text"], shown["quoted_known"]) == expected


@pytest.mark.parametrize(("between", "is_known"), [(19, True), (20, False)], ids=["near enough", "too far"])
def test_twenty_earlier_messages_are_looked_at(api: RunningApi, between: int, is_known: bool) -> None:
    api.add_account()
    asked, answer = Planted("asked", 0, strand="one"), Planted("answer", 2, strand="one")
    plant(api, asked, *(Planted(f"other-{number}", 1, strand="one") for number in range(between)), answer)
    api.run(SET_TEXTS, "ben@mill.test", QUESTION, None, None, asked.mail_id)
    api.run(SET_TEXTS, "marta@quist.test", "", "On my way.", f"> {QUESTION}", answer.mail_id)
    assert api.get(f"/api/email/messages/{answer.mail_id}/")["quoted_known"] is is_known


def test_the_parent_is_looked_at_however_far_it_is(api: RunningApi) -> None:
    api.add_account()
    asked, answer = Planted("asked", 0, strand="one"), Planted("answer", 2, strand="one")
    plant(api, asked, *(Planted(f"other-{number}", 1, strand="one") for number in range(30)), answer)
    api.run(SET_TEXTS, "ben@mill.test", QUESTION, None, None, asked.mail_id)
    api.run(SET_TEXTS, "marta@quist.test", "", "On my way.", f"> {QUESTION}", answer.mail_id)
    api.run("UPDATE message SET message_id = 'parent@x' WHERE mail_id = %s", asked.mail_id)
    assert api.get(f"/api/email/messages/{answer.mail_id}/")["quoted_known"] is True
