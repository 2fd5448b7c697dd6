"""Every page on the real database: what it shows, that it escapes it, how large it is, who may see it."""

import re
from collections.abc import Callable, Iterator
from html import escape
from http import HTTPStatus
from uuid import NAMESPACE_DNS, uuid5

import httpx
import pytest
from fastapi.routing import APIRoute
from psycopg.types.json import Jsonb

from services.api.caller import Scope
from services.api.contents.store import Content, ContentStore
from services.api.screen.application import PAGES
from tests.integration.planted_content import erase_message, seal_message
from tests.integration.planted_pages import (
    CHECK_ID,
    MORNING,
    SEND_ID,
    Letter,
    plain,
    plant_rule,
    plant_send,
    plant_thread,
    plant_trouble,
)
from tests.integration.rest import RunningApi
from tests.integration.visitor import Visitor, visiting

UNKNOWN = "00000000-0000-0000-0000-000000000001"
FILLED_IN = {"account_id": "1", "position": "0", "rule_id": "1", "template_id": "1", "letter_id": "parsed:0:0"}
ROUTES = [
    (method, re.sub(r"{(\w+)}", lambda found: FILLED_IN.get(found[1], UNKNOWN), route.path), scope)
    for router, scope in PAGES
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
]
IDS = [f"{method} {path}" for method, path, _ in ROUTES]


ADD_PICTURE = """
INSERT INTO attachment (mail_id, position, filename, content_type, size_bytes, sha256, content_id, is_inline, blob)
VALUES (%s, %s, 'a', %s, %s, '', %s, true, 'blob')
"""


async def picture(*_: object) -> Content:
    """Instead of the sealed bytes: how these are opened, test_api_contents.py shows."""
    return Content("a.png", "image/png", "1", b"PNG")


@pytest.fixture
def visitor(api: RunningApi) -> Iterator[Visitor]:
    """Logged in."""
    with visiting(api) as visitor:
        visitor.log_in()
        yield visitor


def hostile(name: str) -> str:
    return f"<script>{name}</script>\"'><img src=x onerror=alert(1)>{{{{7*7}}}}"


def plant_everything(api: RunningApi, text: Callable[[str], str]) -> str:
    """A row of every kind; gives the thread's id."""
    api.add_account(name=text("account"), department=text("department"), folders=["INBOX", text("account folder")])
    plant_trouble(api, text)
    plant_rule(api, text)
    plant_send(api, text)
    html = f"<b>x</b><i hidden>{escape(text('hidden text'))}</i>"
    return str(plant_thread(api, [Letter(0, text("plain body"), html), Letter(1, text("plain body"))], text))


SHOWN: dict[str, list[str]] = {
    "/": ["account", "state reason"],
    "/accounts": ["account", "state reason"],
    "/accounts/1": [
        *("account", "department", "state reason", "reason of the change", "poll error", "account folder"),
    ],
    f"/accounts/1?check={CHECK_ID}": ["check answer"],
    "/accounts/1/edit": ["account", "department", "account folder"],
    "/accounts/1/remove": ["account"],
    f"/messages/{Letter(0).mail_id}/rules": ["subject", "matched rule", "withheld reason"],
    "/threads": ["thread subject", "account", "customer"],
    "/threads?q=words": ["thread subject"],
    "/threads/THREAD": [
        *("thread subject", "customer", "account", "subject", "from name", "from address", "to address", "plain body"),
        *("Message-ID", "filename", "content type", "folder", "customer of it", "matched rule"),
        *("matched condition", "withheld reason", "automatic reason", "defect"),
    ],
    "/sends": ["send subject", "send reason", "recipient", "account"],
    "/sends?state=failed": ["send subject"],
    f"/sends/{SEND_ID}": [
        *("send subject", "send reason", "send Message-ID", "recipient", "recipient reason", "enhanced status"),
        *("attempt outcome", "account"),
    ],
    "/rules": ["rule", "template", "condition value"],
    "/rules/1": ["rule", "template", "condition value", "send subject", "recipient"],
    "/rules/1/edit": ["rule", "template", "condition value"],
    "/rules/1/remove": ["rule"],
    "/rules/new": ["template", "account"],
    "/templates": ["template", "template type", "template subject", "template text"],
    "/templates/1": ["template", "template type", "template subject", "template text", "rule"],
    "/templates/1/edit": ["template", "template type", "template subject", "template text", "account"],
    "/templates/1/remove": ["template", "rule"],
}
"""Which planted texts each page shows."""


@pytest.mark.parametrize("path", SHOWN)
@pytest.mark.parametrize("text", [plain, hostile], ids=["plain", "hostile"])
def test_a_page_shows_what_is_stored_and_escapes_it(
    api: RunningApi, visitor: Visitor, path: str, text: Callable[[str], str]
) -> None:
    thread_id = plant_everything(api, text)

    page = visitor.page(path.replace("THREAD", thread_id))

    assert [
        name
        for name in SHOWN[path]
        if escape(text(name)) not in page.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")
    ] == []
    assert "<img src=x" not in page
    assert "<script>" not in page
    assert "{49}" not in page
    assert ">49<" not in page


def test_what_is_typed_into_a_form_comes_back_escaped(visitor: Visitor) -> None:
    answer = visitor.post(
        "/accounts/new", name=hostile("name"), email_address=hostile("address"), smtp_port="x", preset="gmail"
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "&lt;script&gt;name&lt;/script&gt;" in answer.text
    assert "<img src=x" not in answer.text
    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    ("path", "taught"),
    [
        ("/", "mailweave accounts add"),
        ("/accounts", "mailweave accounts add"),
        ("/threads", "mailweave email-monitor"),
        ("/sends", "mailweave send"),
        ("/rules", "mailweave rules add"),
        ("/templates", "mailweave templates add"),
    ],
)
def test_an_empty_page_teaches_the_next_command(visitor: Visitor, path: str, taught: str) -> None:
    assert taught in visitor.page(path)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/accounts/99", 404, "there is no account 99"),
        (f"/threads/{UNKNOWN}", 404, "there is no thread"),
        (f"/sends/{UNKNOWN}", 404, "the sender does not know the send"),
        (f"/messages/{UNKNOWN}/html", 404, "This message has no HTML"),
        (f"/messages/{UNKNOWN}/rules", 404, "there is no message"),
        (f"/messages/{UNKNOWN}/attachments/0", 404, "has no attachment 0"),
        (f"/messages/{UNKNOWN}/eml", 404, "there is no message"),
        ("/dead-letters/parsed:0:999999", 404, "there is no dead letter"),
        ("/dead-letters/x", 404, "there is no dead letter"),
        ("/accounts/99/remove", 404, "there is no account 99"),
        ("/rules/99", 404, "there is no rule 99"),
        ("/rules/99/edit", 404, "there is no rule 99"),
        ("/rules/x", 422, "rule_id"),
        ("/templates/99", 404, "there is no template 99"),
        ("/templates/99/remove", 404, "there is no template 99"),
        (f"/messages/{UNKNOWN}/text", 404, "There is no such message"),
        ("/nothing", 404, "There is no such page"),
        ("/static/../application.py", 404, "There is no such page"),
        ("/static/%2e%2e/application.py", 404, "There is no such page"),
        ("/accounts/x", 422, "account_id"),
        ("/accounts/99999999999999999999", 422, "account_id"),
        ("/threads?cursor=x", 400, "cursor: it is not one of ours"),
        ("/sends?cursor=x", 400, "cursor: it is not one of ours"),
        ("/threads?q=%00", 422, "q"),
    ],
)
def test_what_is_not_there_is_a_page_with_a_sentence(visitor: Visitor, path: str, status: int, said: str) -> None:
    page = visitor.page(path, status)
    assert said in page
    assert 'href="/"' in page


@pytest.mark.parametrize(
    "path", ["/threads?account=x", "/threads?account=-1", "/sends?state=nonsense", "/threads?q=%22"]
)
def test_a_filter_that_means_nothing_harms_nothing(api: RunningApi, visitor: Visitor, path: str) -> None:
    plant_everything(api, plain)
    visitor.page(path)


def ask(visitor: Visitor, method: str, path: str) -> httpx.Response:
    return visitor.client.request(method, path, data={"status": "inactive"} if method == "POST" else None)


@pytest.mark.parametrize(("method", "path", "scope"), ROUTES, ids=IDS)
def test_no_page_is_shown_without_a_session(api: RunningApi, method: str, path: str, scope: Scope) -> None:
    api.add_account()
    with visiting(api) as stranger:
        answer = ask(stranger, method, path)
    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert answer.headers["location"].startswith("/login")
    assert api.get("/accounts/1/")["status"] == "active"


@pytest.mark.parametrize(("method", "path", "scope"), ROUTES, ids=IDS)
def test_a_caller_needs_the_scope_that_rest_asks_for(
    api: RunningApi, visitor: Visitor, method: str, path: str, scope: Scope
) -> None:
    api.add_account()
    needed = Scope.READ if method == "GET" else scope
    api.run("UPDATE screen_login SET scopes = %s", sorted(set(Scope) - {needed}))

    answer = ask(visitor, method, path)

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert f"lacks the scope `{needed}`" in answer.text
    assert api.get("/accounts/1/")["status"] == "active"


def test_lists_go_on_page_by_page(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    for number in range(120):
        plant_send(api, lambda _, number=number: f"number {number:03d}", send_id=uuid5(NAMESPACE_DNS, str(number)))  # type: ignore[misc]

    found: list[str] = []
    path = "/sends?state=failed"
    while path:
        page = visitor.page(path)
        found += [line.partition("</a>")[0][-3:] for line in page.split(">number ")[1:] if "</a>" in line[:12]]
        path = (
            page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
            if 'rel="next"' in page
            else ""
        )
    assert sorted(found) == [f"{number:03d}" for number in range(120)]


def test_a_long_thread_has_several_pages(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    letters = [Letter(number, f"text of {number:02d}. " + "long " * 2000) for number in range(45)]
    thread_id = plant_thread(api, letters)

    first = visitor.page(f"/threads/{thread_id}")
    assert ("text of 00." in first, "text of 19." in first, "text of 20." in first) == (True, True, False)
    assert first.count("All of the text") == 20
    assert visitor.client.get(f"/messages/{letters[7].mail_id}/text").text == letters[7].plain_body


def test_every_id_that_a_thread_had_leads_to_it(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    letters = [Letter(0, "the first"), Letter(1, "the second")]
    plant_thread(api, letters)

    assert "the first" in visitor.page(f"/threads/{letters[1].node_id}")


def test_a_report_says_whom_it_is_about_and_why(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    thread_id = plant_thread(api, [Letter(0, "returned")])
    recipient = {"address": "gone@customer.test", "action": "failed", "status": "5.1.1", "reason": "userunknown"}
    said = {**recipient, "diagnostic_code": "550 <b>no</b>", "remote_mta": None}
    report = {"kind": "dsn", "original_message_id": "sent@x.test", "feedback_type": None, "recipients": [said]}
    api.run("UPDATE message SET report = %s", Jsonb(report))
    page = visitor.page(f"/threads/{thread_id}")
    for shown in (
        "gone@customer.test",
        "not delivered: the address does not exist (5.1.1)",
        "550 &lt;b&gt;",
        "sent@x.test",
    ):
        assert shown in page


@pytest.mark.parametrize("html", ["", "<p>Yes. &gt; Shall we?</p>"], ids=["plain", "HTML"])
def test_what_was_newly_written_comes_first_and_the_quote_is_folded(
    api: RunningApi, visitor: Visitor, html: str
) -> None:
    api.add_account()
    thread_id = plant_thread(api, [Letter(0, "all of it", html)])
    api.run("UPDATE message SET reply_text = 'Yes <b>', quoted_text = '&gt; Shall we <i>', signature = 'Ada <u>'")
    page = visitor.page(f"/threads/{thread_id}")
    new, folded, quoted = (
        page.index(shown) for shown in ("Yes &lt;b&gt;", "<summary>What it quotes</summary>", "Shall we &lt;i&gt;")
    )
    assert new < page.index("Ada &lt;u&gt;") < folded < quoted
    assert ("all of it" in page, "<summary>As it was formatted</summary>" in page) == (False, bool(html))


def test_a_quote_of_the_thread_is_told_from_a_guess(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    question = "Could somebody look at the pump in hall three before Friday?"
    thread_id = plant_thread(api, [Letter(0, question), Letter(1, f"> {question}"), Letter(2, "> Of no message here.")])
    api.run("UPDATE message SET reply_text = '', quoted_text = plain_body WHERE starts_with(plain_body, '>')")
    api.run("UPDATE message SET message_id = mail_id::text")
    page = visitor.page(f"/threads/{thread_id}")
    labels = [page.index(f"<summary>What it quotes{end}</summary>") for end in (" of this thread", "")]
    assert labels[0] < page.index(f"&gt; {question}") < labels[1] < page.index("Of no message here.")


def test_a_message_of_which_only_a_quote_is_left_says_so(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    thread_id = plant_thread(api, [Letter(0, "> Shall we?")])
    api.run("UPDATE message SET reply_text = '', quoted_text = '> Shall we?'")
    assert "Nothing new was written." in visitor.page(f"/threads/{thread_id}")


def test_what_is_stored_encrypted_is_shown_and_said_to_be_found_by_less(api: RunningApi, visitor: Visitor) -> None:
    api.add_account(name="Doctor", encrypt_content=True)
    api.add_account(name="Shop", email_address="shop@company.test")
    letter = Letter(0, "all of it")
    thread_id = plant_thread(api, [letter])
    seal_message(api, letter.mail_id)
    page = visitor.page(f"/threads/{thread_id}")
    assert [shown in page for shown in ("Walrus.", "Numbat?", "Xerus Ltd", "okapi.csv")] == [True] * 4
    assert "<p>Walrus.</p>" in visitor.page(f"/messages/{letter.mail_id}/html")
    assert visitor.page(f"/messages/{letter.mail_id}/text") == "Walrus.\n> Numbat?"
    assert "are stored encrypted" in visitor.page("/accounts/1")
    said = "The content of Doctor is stored encrypted"
    paths = ("/threads?q=walrus", "/threads?q=walrus&account=1", "/threads?q=walrus&account=2", "/threads")
    assert [said in visitor.page(path) for path in paths] == [True, True, False, False]
    erase_message(api, letter.mail_id)
    assert "What it said was erased" in visitor.page(f"/threads/{thread_id}")


def test_a_messages_html_comes_with_a_policy_of_its_own(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    thread_id = plant_thread(api, [Letter(0, html_body="<p onclick=x>Hello</p><script>x</script>")])

    page = visitor.page(f"/threads/{thread_id}")
    frame = visitor.client.get(f"/messages/{Letter(0).mail_id}/html")

    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert frame.text.endswith("<body><p>Hello</p></body></html>")
    assert frame.headers["content-security-policy"] == (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; "
        "base-uri 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"
    )


def test_a_picture_of_the_message_is_shown_and_no_other(
    api: RunningApi, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.add_account()
    html = '<img src="cid:logo%40x"><img src="cid:big"><img src="cid:page"><img src="cid:none">'
    plant_thread(api, [Letter(0, html_body=html)])
    api.run("DELETE FROM attachment")
    for position, (kind, name, size) in enumerate(
        [("image/png", "<logo@x>", 5), ("image/png", "big", 3_000_000), ("text/html", "page", 5)]
    ):
        api.run(ADD_PICTURE, Letter(0).mail_id, position, kind, size, name)
    monkeypatch.setattr(ContentStore, "attachment", picture)

    shown = visitor.client.get(f"/messages/{Letter(0).mail_id}/html").text

    assert shown.count("<img") == 4
    assert re.findall(r'src="([^"]*)"', shown) == ["data:image/png;base64,UE5H"]


def test_what_a_message_links_to_and_hides_is_named_within_bounds(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    links = "".join(f"<a href='http://h{number}.evil.example/{'a' * 900}'>bank.example</a>" for number in range(400))
    hidden = "".join(f"<p hidden>{number} {'smuggled ' * 100}</p><p>seen</p>" for number in range(90))
    thread_id = plant_thread(api, [Letter(0, html_body=links + hidden)])
    page = visitor.client.get(f"/threads/{thread_id}").text
    for line in ("Links to 397 more hosts name others, too.", "and 388 more links", "and 84 more", "h0.evil.example"):
        assert line in page
    assert len(page) < 25_000


def test_search_finds_threads_by_words_account_and_status(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    plant_thread(api, [Letter(0)])

    for query, is_found in (
        ("q=words", True),
        ("q=nowhere", False),
        ("account=1", True),
        ("account=2", False),
        ("status=open", True),
        ("status=closed", False),
    ):
        assert ("the thread subject" in visitor.page(f"/threads?{query}")) is is_found, query


def test_the_database_away_is_a_page_that_says_so(api: RunningApi, visitor: Visitor) -> None:
    api.run("ALTER TABLE account RENAME TO account_away")
    try:
        assert "run `mailweave migrate`" in visitor.page("/accounts", HTTPStatus.SERVICE_UNAVAILABLE)
    finally:
        api.run("ALTER TABLE account_away RENAME TO account")


def test_times_are_told_as_people_do(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    plant_thread(api, [Letter(0)])
    assert f'datetime="{MORNING.isoformat()}"' in visitor.page(f"/threads/{Letter(0).node_id}")
