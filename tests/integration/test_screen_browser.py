"""The screen in a real browser: hostile mail, strangers' requests, accessibility, narrow windows, no JavaScript."""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Route

from services.api.screen.headers import MAIL_POLICY, MAIL_POLICY_WITH_REMOTE
from services.api.screen.threads.frame import AFTER, BEFORE
from shared.html.clean import safe_html
from tests.harness.chromium import chromium
from tests.harness.hostile_html import AWAY, HOSTILE, others
from tests.integration.planted_pages import SEND_ID, Letter, plant_rule, plant_send, plant_thread, plant_trouble
from tests.integration.rest import TOKEN, RunningApi

ALL = [html.replace("\x00", "\ufffd") for html in (HOSTILE | others()).values()]
PICTURES = "https://pictures.example"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x00;"
ON_A_PAGE = 20
SERIOUS = frozenset({"serious", "critical"})
PAGES = (
    *(
        "/login",
        "/",
        "/accounts",
        "/accounts/1",
        "/accounts/1/edit",
        "/accounts/1/remove",
        "/accounts/new",
        "/accounts/new?preset=gmail",
    ),
    *("/threads", "/threads?q=words", f"/threads/{Letter(0).node_id}", "/sends", "/sends?state=failed"),
    *(
        f"/messages/{Letter(0).mail_id}/rules",
        f"/sends/{SEND_ID}",
        "/rules",
        "/rules/1",
        "/rules/1/edit",
        "/rules/1/remove",
        "/rules/2/edit",
        "/rules/new",
        "/templates",
        "/templates/1",
        "/templates/1/edit",
        "/templates/1/remove",
        "/templates/new",
        "/dead-letters",
        "/unaccounted",
        "/nothing",
    ),
)
NESTED = {
    "name": "Orders",
    "rule_type": "auto_reply",
    "action_data": {"template_id": 1},
    "condition": {"all": [{"any": [{"type": "subject_contains", "value": "order"}]}]},
}
ALLOWED = re.compile(r"/static/.*|/messages/[0-9a-f-]{36}/html|/accounts/[0-9]+/signature")


@dataclass
class Watch:
    """Everything that a page asked for, said or opened; `sent` is what no policy held back, and went elsewhere."""

    urls: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    def keep_here(self, route: Route) -> None:
        self.sent.append(route.request.url)
        route.abort()

    def note_dialog(self, dialog: Dialog) -> None:
        self.opened.append(dialog.message)
        dialog.dismiss()

    def note_line(self, line: ConsoleMessage) -> None:
        if "Content Security Policy" in line.text:
            self.refused.append(line.text)

    def strangers(self, base: str) -> list[str]:
        """What was asked for elsewhere, and is no picture within the page itself."""
        return [url for url in self.urls if not url.startswith((f"{base}/", "data:image/", "about:"))]


@pytest.fixture(scope="module")
def browser(rest_service: RunningApi) -> Iterator[Browser]:
    """Begins when the api is there: while Playwright runs, no other event loop can begin in this thread."""
    with chromium() as browser:
        yield browser


@contextmanager
def watched(browser: Browser, **settings: Any) -> Iterator[tuple[BrowserContext, Watch]]:
    """A fresh profile whose every request, refusal by a policy, dialog and new window is noted."""
    context = browser.new_context(**settings)
    watch = Watch()
    context.on("request", lambda request: watch.urls.append(request.url))
    context.on("dialog", watch.note_dialog)
    context.on("console", watch.note_line)
    context.on("page", lambda page: watch.opened.append(page.url))
    context.route(lambda url: urlsplit(url).hostname != "127.0.0.1", watch.keep_here)
    context.set_default_timeout(60_000)
    yield context, watch
    context.close()


@contextmanager
def serving(bodies: list[str], headers: Mapping[str, str]) -> Iterator[str]:
    """A server on loopback with a page of frames, one a body; the headers are those of the bodies."""
    frames = "".join(f'<iframe src="/{number}" width=300 height=50></iframe>' for number in range(len(bodies)))

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            number = self.path[1:]
            content = (bodies[int(number)] if number.isdecimal() else frames if not number else "").encode()
            self.send_response(200 if content else 404)
            own = headers if number else {}
            for name, value in {"Content-Type": "text/html; charset=utf-8", **own}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def log_in(api: RunningApi, context: BrowserContext) -> Page:
    """By the form, as a person does."""
    page = context.new_page()
    page.goto(f"{api.url}/login")
    page.fill("[name=token]", TOKEN)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{api.url}/")
    return page


def plant_all(api: RunningApi) -> None:
    api.add_account(html_signature="".join(HOSTILE.values())[:16_000].replace("\x00", ""), plain_footer="Shop Ltd.")
    plant_trouble(api)
    plant_rule(api)
    api.post("/rules/", NESTED, 201)
    plant_send(api)
    plant_thread(api, [Letter(0, html_body="<p>Hello <b>Ada</b></p>"), Letter(1)])


@pytest.mark.timeout(300)
def test_hostile_mail_runs_and_loads_nothing(api: RunningApi, browser: Browser) -> None:
    api.add_account()
    thread_id = plant_thread(api, [Letter(number, html_body=html) for number, html in enumerate(ALL)])
    with watched(browser, viewport={"width": 1280, "height": 16_000}) as (context, watch):
        page = log_in(api, context)
        title = f"{api.url}/threads/{thread_id}"
        page.goto(title)
        shown = 0
        while True:
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
            page.evaluate("document.querySelectorAll('iframe').forEach(each => { each.loading = 'eager' })")
            page.wait_for_load_state("networkidle")
            shown += len(page.frames) - 1
            assert urlsplit(page.url).path == f"/threads/{thread_id}", "the page was led away"
            assert page.title() == "the thread subject · Mailweave"
            onward = page.get_by_role("link", name="Next page")
            if not onward.count():
                break
            onward.click()

    assert shown == sum(bool(html) for html in ALL), "every message is shown in its frame"
    assert watch.strangers(api.url) == []
    asked = {urlsplit(url).path for url in watch.urls if url.startswith(api.url)}
    assert {path for path in asked if not ALLOWED.fullmatch(path)} == {"/login", "/", f"/threads/{thread_id}"}
    assert watch.refused == [], "nothing is left that a policy would have to refuse"
    assert watch.opened[1:] == []


@pytest.mark.timeout(300)
def test_pictures_are_loaded_in_the_view_where_one_asks(api: RunningApi, browser: Browser) -> None:
    """By a button, which tells their server neither who asks nor from where; the next view asks again."""
    api.add_account()
    html = (
        f'<p style="display:none">smuggled</p><img src="{PICTURES}/a.png"><img src="http://127.0.0.1/b.png">'
        f'<div style="background:url({PICTURES}/c.png)">the text</div>'
        f'<a href="{PICTURES}/">www.bank.example</a>'
    )
    thread_id = plant_thread(api, [Letter(0, html_body=html)])
    with watched(browser) as (context, watch):
        headers: list[dict[str, str]] = []

        def answer(route: Route) -> None:
            headers.append(route.request.all_headers())
            route.fulfill(content_type="image/gif", body=GIF)

        context.route(f"{PICTURES}/**", answer)
        page = log_in(api, context)
        page.goto(f"{api.url}/threads/{thread_id}")
        page.frame_locator("iframe").get_by_text("the text").wait_for()
        assert watch.strangers(api.url) == []
        page.get_by_text("2 remote images are not loaded").wait_for()
        page.get_by_text("names bank.example and leads to pictures.example").wait_for()
        page.get_by_text("It holds a hidden text").click()
        page.get_by_text("smuggled").first.wait_for()
        with context.expect_event("requestfinished", lambda request: request.url == f"{PICTURES}/c.png"):
            page.get_by_role("button", name="Load them for this view").click()
        page.frame_locator("iframe").get_by_text("the text").wait_for()
        asked = sorted(watch.strangers(api.url))
        page.reload()
        page.frame_locator("iframe").get_by_text("the text").wait_for()
    assert asked == [f"{PICTURES}/a.png", f"{PICTURES}/c.png"]
    assert sorted(watch.strangers(api.url)) == asked, "the next view asks again"
    assert {(sent.get("referer"), sent.get("cookie")) for sent in headers} == {(None, None)}
    assert watch.refused == []


@pytest.mark.timeout(300)
def test_hostile_mail_runs_nothing_where_its_pictures_are_loaded(browser: Browser) -> None:
    """Of all that it tries only pictures are asked for."""
    bodies = [BEFORE + safe_html(html, loads_remote=True).html + AFTER for html in ALL]
    with (
        serving(bodies, {"Content-Security-Policy": MAIL_POLICY_WITH_REMOTE}) as base,
        watched(browser) as (context, watch),
    ):
        kinds: list[str] = []
        context.on("request", lambda request: kinds.append(request.resource_type))
        page = context.new_page()
        page.goto(f"{base}/", wait_until="domcontentloaded")
        page.wait_for_load_state("networkidle")
        frames = [frame for frame in page.frames if frame.url.startswith(f"{base}/")]
        ran = [frame.url for frame in frames if frame.title() == "it ran"]
    assert (ran, watch.opened[1:], watch.refused) == ([], [], [])
    assert len(watch.sent) > 5, "pictures are asked for"
    assert set(kinds) == {"document", "image"}


@pytest.mark.parametrize("wall", ["no wall", "sanitised", "policy"])
@pytest.mark.timeout(300)
def test_each_wall_alone_holds(browser: Browser, wall: str) -> None:
    """Without one of them the other still stands, and without both the same mails do run and load."""
    headers = {"Content-Security-Policy": MAIL_POLICY} if wall == "policy" else {}
    bodies = [BEFORE + (safe_html(html).html if wall == "sanitised" else html) + AFTER for html in HOSTILE.values()]
    with serving(bodies, headers) as base, watched(browser) as (context, watch):
        page = context.new_page()
        page.goto(f"{base}/", wait_until="domcontentloaded")
        page.wait_for_load_state("networkidle")
        frames = [frame for frame in page.frames if frame.url.startswith(f"{base}/")]
        ran = [frame.url for frame in frames if frame.title() == "it ran"]
        shown = sum(frame.locator("body").count() for frame in page.frames[1:] if frame.url.startswith(f"{base}/"))

    if wall == "no wall":
        assert len(watch.sent) > 10
        assert len(ran) > 5
    else:
        assert shown == len(HOSTILE), "every mail is in its frame"
        assert (watch.sent, ran, watch.opened[1:]) == ([], [], [])
    assert bool(watch.refused) is (wall == "policy")


def test_a_link_of_a_mail_opens_apart_and_tells_nothing(api: RunningApi, browser: Browser) -> None:
    api.add_account()
    thread_id = plant_thread(api, [Letter(0, html_body=f'<a href="{AWAY}/page">the link</a>')])
    with watched(browser) as (context, _):
        headers: list[dict[str, str]] = []

        def note(route: Route) -> None:
            headers.append(route.request.all_headers())
            route.fulfill(content_type="text/html", body="<script>document.title = String(window.opener)</script>")

        context.route(f"{AWAY}/**", note)
        page = log_in(api, context)
        page.goto(f"{api.url}/threads/{thread_id}")
        with context.expect_page() as opened:
            page.frame_locator("iframe").get_by_text("the link").click()
        opened.value.wait_for_load_state()
        assert opened.value.title() == "null"
        assert page.url == f"{api.url}/threads/{thread_id}"
    assert [(sent.get("referer"), sent.get("cookie")) for sent in headers] == [(None, None)]


@pytest.mark.timeout(300)
def test_no_page_asks_for_anything_elsewhere(api: RunningApi, browser: Browser) -> None:
    plant_all(api)
    with watched(browser) as (context, watch):
        page = log_in(api, context)
        for path in PAGES:
            page.goto(api.url + path)
            page.wait_for_load_state("networkidle")
    assert watch.strangers(api.url) == []
    assert watch.refused == [], "our own pages keep to their own policy"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.timeout(300)
def test_everybody_can_use_every_page(api: RunningApi, browser: Browser, scheme: Any, width: int) -> None:
    """axe-core finds nothing serious, and nobody has to scroll sideways."""
    plant_all(api)
    faults: dict[str, list[str]] = {}
    with watched(browser, color_scheme=scheme, viewport={"width": width, "height": 900}) as (context, _):
        page = log_in(api, context)
        for path in PAGES:
            page.goto(api.url + path)
            for summary in page.locator("summary").all():
                summary.click()
            found = Axe().run(page).response["violations"]
            serious = [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in SERIOUS]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                serious.append("wider than the window")
            if serious:
                faults[path] = serious
    assert faults == {}


def test_reading_needs_no_javascript(api: RunningApi, browser: Browser) -> None:
    plant_all(api)
    with watched(browser, java_script_enabled=False) as (context, _):
        page = log_in(api, context)
        page.get_by_role("link", name="Threads", exact=True).click()
        page.fill("[name=q]", "words")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name="the thread subject").click()
        assert page.frame_locator("iframe").get_by_text("Hello Ada").is_visible()
        page.get_by_role("button", name="Log out").click()
        assert urlsplit(page.url).path == "/login"


@pytest.mark.parametrize("has_javascript", [True, False], ids=["JavaScript", "no JavaScript"])
@pytest.mark.timeout(300)
def test_a_rule_and_its_template_are_written(api: RunningApi, browser: Browser, has_javascript: bool) -> None:
    api.add_account()
    with watched(browser, java_script_enabled=has_javascript, viewport={"width": 360, "height": 800}) as (
        context,
        watch,
    ):
        page = log_in(api, context)
        page.goto(f"{api.url}/templates/new")
        page.fill("[name=name]", "Thanks")
        page.fill("[name=plain_content]", "Dear {{customer_name}}")
        page.get_by_role("button", name="Preview").click()
        page.frame_locator("[name=preview]").get_by_text("Dear Ada Lovelace").wait_for()
        page.get_by_role("button", name="Add the template").click()
        page.get_by_role("link", name="Edit").click()
        page.frame_locator("[name=preview]").get_by_text("Dear Ada Lovelace").wait_for()
        page.get_by_role("link", name="Cancel").click()
        page.get_by_role("link", name="Make a rule that answers with it").click()
        page.get_by_role("button", name="Add a condition").click()
        page.get_by_role("button", name="Remove condition 1").click()
        page.fill("[name=value-0]", "order")
        page.fill("[name=name]", "Orders")
        page.select_option("[name=kind-0]", label="Subject contains")
        page.press("[name=value-0]", "Enter")
        page.wait_for_url("**/rules/1")
        page.get_by_role("link", name="Edit").click()
        page.get_by_role("button", name="Write it as JSON").click()
        page.get_by_role("button", name="Save").click()
        page.wait_for_url("**/rules/1")
    rule = api.get("/rules/1/")
    condition = {"type": "subject_contains", "value": "order"}
    assert [rule[name] for name in ("name", "condition", "version")] == ["Orders", condition, 1]
    assert (watch.strangers(api.url), watch.refused) == ([], [])


def test_search_finds_while_one_types(api: RunningApi, browser: Browser) -> None:
    plant_all(api)
    with watched(browser) as (context, watch):
        page = log_in(api, context)
        page.goto(f"{api.url}/threads")
        page.locator("#q").press_sequentially("nowhere")
        page.wait_for_url("**/threads?q=nowhere&account=&status=")
        page.get_by_text("Nothing has these words").wait_for()
    assert watch.refused == []


def test_one_goes_around_by_keyboard(api: RunningApi, browser: Browser) -> None:
    with watched(browser) as (context, _):
        page = log_in(api, context)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "To the content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_a_link_logs_in(api: RunningApi, browser: Browser) -> None:
    link = api.post("/login-links/", {}, 201)["url"]
    with watched(browser) as (context, _):
        page = context.new_page()
        page.goto(api.url + link)
        page.wait_for_url(f"{api.url}/")
        assert page.get_by_role("heading", name="Overview").is_visible()
