"""`python -m tests.screens [--link http://…/login?once=…]`: with a link the installation that printed it is walked."""

import argparse
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import FloatRect, Page

from tests.harness.chromium import chromium

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs/screens"
LINK = re.compile(r"log in +(http://\S+)")
WIDTHS = {"wide": 1280, "narrow": 360}
HIGHEST = 1400
READY_WITHIN_MS = 60_000
WRONG = {
    "name": "Orders",
    "email_address": "orders@mailweave.test",
    "incoming_server": "localhost",
    "incoming_username": "orders@mailweave.test",
    "incoming_password": "not the password",
}


@contextmanager
def login_link(given: str | None) -> Iterator[str]:
    """The link that was given, or that of a demo which runs while the block does."""
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "services.cli", "demo", "--stay", "--folder", folder]
        demo = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert demo.stdout is not None
        yield next(found[1] for line in demo.stdout if (found := LINK.search(line)))
        demo.send_signal(signal.SIGINT)
        demo.communicate()


def take(page: Page, name: str) -> None:
    """A picture of the page at both widths, as high as it is up to a limit."""
    for size, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_load_state("networkidle")
        height = min(int(page.evaluate("document.documentElement.scrollHeight")), HIGHEST)
        clip: FloatRect = {"x": 0, "y": 0, "width": width, "height": max(height, 800)}
        page.screenshot(path=FOLDER / f"{name}-{size}.png", clip=clip, full_page=True)
        print(f"{name}-{size}.png", flush=True)


def walk(page: Page, base: str) -> None:
    """Every kind of page, once."""
    take(page, "overview")
    page.goto(f"{base}/accounts/new?preset=gmail")
    take(page, "account-new")
    add_wrongly(page, base)
    take(page, "account-failing")
    page.goto(f"{base}/accounts/1")
    take(page, "account")
    page.goto(f"{base}/accounts/1/edit")
    take(page, "account-edit")
    page.goto(f"{base}/accounts")
    take(page, "accounts")
    page.goto(f"{base}/threads")
    take(page, "threads")
    page.get_by_role("link", name="Invoice").first.click()
    page.locator("details.why summary").first.click()
    take(page, "thread")
    page.get_by_role("link", name="Why each rule did or did not").first.click()
    take(page, "message-rules")
    page.goto(f"{base}/sends")
    take(page, "sends")
    page.locator("tbody a").first.click()
    take(page, "send")
    for name in ("rules", "templates", "dead-letters", "unaccounted"):
        page.goto(f"{base}/{name}")
        take(page, name)


def add_wrongly(page: Page, base: str) -> None:
    """An account whose password is wrong, as everybody's first one is; shows what its test said."""
    page.goto(f"{base}/accounts/new?preset=custom")
    for name, value in WRONG.items():
        page.fill(f"[name={name}]", value)
    page.get_by_role("button", name="Add and test").click()
    page.wait_for_selector("#check:not(.busy)", timeout=READY_WITHIN_MS)
    page.locator("main .pill.bad, main .pill.warn").nth(1).wait_for(timeout=READY_WITHIN_MS)


def main() -> None:
    """Takes all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--link", help="the link of a running installation, as `mailweave screen` prints it")

    arguments = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with login_link(arguments.link) as link, chromium() as browser:
        base = f"http://{urlsplit(link).netloc}"
        context = browser.new_context(device_scale_factor=1)
        page = context.new_page()
        page.goto(f"{base}/login")
        take(page, "login")
        page.goto(link)
        page.wait_for_url(f"{base}/")
        walk(page, base)


if __name__ == "__main__":
    main()
