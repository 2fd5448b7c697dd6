"""The steps of the page on the screen: each does what the page's sentence says, and ends with its picture."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as NotSeenError

from tests.walk.camera import Camera
from tests.walk.installation import environment
from tests.walk.page import PAGE, blocks_of
from tests.walk.typed import typed

LOOK_MS = 2_000
LOOKS = 45
LINK = re.compile(r"http://\S+/login\S+")
PASSWORD = "cups and saucers"


@dataclass
class Visitor:
    """Somebody at the screen; `types` runs what the page has them type in a step, and gives what that printed."""

    page: Page
    camera: Camera
    types: Callable[[int], str]
    ports: Mapping[str, str]

    def go(self, *links: str) -> None:
        """By the links that a person would click."""
        for link in links:
            self.page.get_by_role("link", name=link, exact=True).first.click()

    def menu(self, name: str) -> None:
        """A page of the menu at the top."""
        self.page.locator("nav.menu").get_by_role("link", name=name, exact=True).first.click()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").fill(value)

    def choose(self, name: str, label: str) -> None:
        self.page.locator(f"[name={name}]").select_option(label=label)

    def press(self, button: str) -> None:
        self.page.locator("main").get_by_role("button", name=button, exact=True).first.click()

    def unfold(self, summary: str, link: str) -> None:
        """Opens what is folded and goes by the link in it, which is there once the page knows more."""
        for _ in range(LOOKS):
            self.page.get_by_text(summary, exact=True).first.click()
            try:
                self.page.get_by_role("link", name=link, exact=True).first.click(timeout=LOOK_MS)
            except NotSeenError:
                self.page.reload()
            else:
                return
        raise AssertionError(f"{self.page.url} never showed {link!r}")

    def until(self, text: str) -> None:
        """Until the page shows it; it is loaded anew as long as it does not."""
        for _ in range(LOOKS):
            try:
                self.page.locator("main").get_by_text(text).first.wait_for(timeout=LOOK_MS)
            except NotSeenError:
                self.page.reload()
            else:
                return
        raise AssertionError(f"{self.page.url} never showed {text!r}:\n{self.page.locator('main').inner_text()}")


def log_in(you: Visitor) -> None:
    link = LINK.search(you.types(1))
    assert link is not None
    you.page.goto(link[0])
    you.page.wait_for_url(f"http://{urlsplit(link[0]).netloc}/")
    you.camera.take("01-overview")


def add_wrongly(you: Visitor) -> None:
    you.menu("Accounts")
    you.go("Add an account")
    you.page.locator("main nav").get_by_role("link").last.click()
    you.fill(name="Orders", email_address="orders@mailweave.test", incoming_server="localhost")
    you.fill(incoming_port=you.ports["MAIL_IMAPS_PORT"], incoming_password="cups and sorcerers")
    you.fill(smtp_server="localhost", smtp_port=you.ports["MAIL_SMTP_PORT"], smtp_password="cups and sorcerers")
    you.page.locator("[name=smtp_tls]").select_option("none")
    you.page.locator("[name=allow_plaintext]").check()
    you.press("Add and test")
    you.until("refused the login of orders@mailweave.test")
    you.page.wait_for_selector("#check:not(.busy)")
    you.camera.take("02-wrong-password")


def mistype(you: Visitor) -> None:
    you.go("Edit")
    you.fill(incoming_server="localhots", incoming_password=PASSWORD, smtp_password=PASSWORD)
    you.press("Save")
    you.until("cannot be reached (the name does not resolve)")
    you.camera.take("03-mistyped-server")


def correct(you: Visitor) -> None:
    you.go("Edit")
    you.fill(incoming_server="localhost")
    you.press("Save")
    you.until("All has been well")
    you.camera.take("04-corrected")


def see_mail(you: Visitor) -> None:
    you.types(5)
    you.menu("Threads")
    you.until("Where is my teacup?")
    you.go("Where is my teacup?")
    you.camera.take("05-mail")


def write_rule(you: Visitor) -> None:
    you.menu("Rules")
    you.go("Templates", "Add a template")
    you.fill(name="Thank you, Eve", subject="Re: {{subject}}")
    you.fill(plain_content="Hello {{customer_name}}, thank you for writing.")
    you.press("Add the template")
    you.go("Make a rule that answers with it")
    you.fill(name="Thank Eve")
    you.page.locator("[name=value-0]").fill("eve@shop.test")
    you.camera.take("06-rule-form")
    you.press("Add the rule")
    you.until("Its last answers")


def see_it_fire(you: Visitor) -> None:
    you.types(7)
    you.menu("Threads")
    you.until("Still no teacup")
    you.go("Still no teacup")
    you.until("Re: Still no teacup")
    you.camera.take("07-answered")


def change(you: Visitor) -> None:
    you.menu("Rules")
    you.go("Thank Eve", "Edit")
    you.press("Add a condition")
    you.page.locator("[name=kind-1]").select_option(value="not subject_contains")
    you.page.locator("[name=value-1]").fill("thanks")
    you.press("Save")
    you.until("Its last answers")
    you.camera.take("08-versions")


def find_why(you: Visitor) -> None:
    you.types(9)
    you.menu("Threads")
    you.until("It is here, thanks")
    you.page.get_by_role("link", name="It is here, thanks").first.click()
    you.unfold("Why is this here, and what was done with it?", "Why each rule did or did not")
    you.camera.take("09-why")


def switch_off(you: Visitor) -> None:
    you.menu("Rules")
    you.go("Thank Eve")
    you.press("Switch off")
    you.until("Switch on")
    you.camera.take("10-switched-off")


def send(you: Visitor) -> None:
    you.types(11)
    you.menu("Sends")
    you.until("Your teacup")
    you.camera.take("11-sends")


def cancel(you: Visitor) -> None:
    you.menu("Accounts")
    you.go("Orders", "Edit")
    you.fill(smtp_port="1")
    you.press("Save")
    you.types(12)
    you.menu("Sends")
    you.until("connection refused")
    you.go("Sorry, Eve")
    you.camera.take("12-waiting")
    you.press("Cancel it")
    you.until("somebody asked for it")
    you.menu("Accounts")
    you.go("Orders", "Edit")
    you.fill(smtp_port=you.ports["MAIL_SMTP_PORT"])
    you.press("Save")


def dead_letter(you: Visitor) -> None:
    you.types(13)
    you.menu("Dead letters")
    you.go("waits")
    you.until("DefectiveRecord")
    you.page.locator("tbody a").first.click()
    you.camera.take("13-dead-letter")
    you.press("Put it back")
    you.menu("Dead letters")
    you.go("waits")
    you.until("2 times")
    you.page.locator("tbody a").first.click()
    you.fill(reason="a broken program of ours; it is mended")
    you.press("Discard it")
    you.until("a broken program of ours; it is mended")


def delete(you: Visitor) -> None:
    you.menu("Rules")
    you.go("Thank Eve", "Remove")
    you.press("Remove it")
    you.go("Templates", "Thank you, Eve", "Remove")
    you.press("Remove it")
    you.menu("Accounts")
    you.go("Orders", "Remove")
    you.camera.take("14-remove")
    you.press("Remove it")
    you.page.wait_for_url("**/accounts")
    you.page.get_by_text("orders@mailweave.test").wait_for(state="hidden")


STEPS: tuple[Callable[[Visitor], None], ...] = (
    *(log_in, add_wrongly, mistype, correct, see_mail, write_rule, see_it_fire, change, find_why, switch_off),
    *(send, cancel, dead_letter, delete),
)
"""In the order of the page's headings, one each."""


def walk(camera: Camera, clone: Path) -> None:
    """All steps in the installation that runs in that folder."""
    blocks = blocks_of(PAGE.read_text(), "screen")
    ports = dict(line.split("=", 1) for line in (clone / ".mailweave/env").read_text().splitlines())
    you = Visitor(camera.page, camera, lambda step: typed(blocks, step, clone, environment()), ports)
    for step in STEPS:
        step(you)
