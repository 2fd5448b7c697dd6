"""What is named as hidden, asked of a browser: it lays out the HTML as it came, and as it is shown."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from shared.html.clean import safe_html
from tests.harness.chromium import chromium
from tests.unit.shared.html.test_hidden import SEEN, WAYS

OTHERWISE = {
    "Outlook": "browsers know no mso-hide",
    "opacity in percent": "a hundredth is not nothing",
    "nearly white on white": "nearly",
    "white letters": "the letters' own colour is left out of what is shown",
}
"""Ways that a browser does not call hidden by the letter, or not in both forms."""
LOOK = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let node;
  while ((node = walker.nextNode()) && node.nodeValue.trim() !== "X");
  const element = node.parentElement;
  if (!element.checkVisibility({opacityProperty: true, visibilityProperty: true})) return "hidden";
  const range = document.createRange();
  range.selectNode(node);
  const box = range.getBoundingClientRect();
  if (box.width < 2 || box.height < 2 || box.right < 0 || box.bottom < 0 || box.left > 3000) return "hidden";
  let ground = "none", picture = false;
  for (let each = element; each; each = each.parentElement) {
    const style = getComputedStyle(each);
    if (style.overflowX === "hidden" && Math.min(each.clientHeight, each.clientWidth) <= 1) return "hidden";
    if (style.clip === "rect(0px, 0px, 0px, 0px)" || style.clipPath.startsWith("circle(0")) return "hidden";
    picture ||= each.matches("[data-remote-bg]") || style.backgroundImage !== "none";
    if (ground === "none" && style.backgroundColor !== "rgba(0, 0, 0, 0)") ground = style.backgroundColor;
  }
  if (ground === "none") ground = picture ? "a picture" : "rgb(255, 255, 255)";
  const colour = getComputedStyle(element).webkitTextFillColor;
  return colour === ground || colour === "rgba(0, 0, 0, 0)" ? "hidden" : "seen";
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    return browser.new_page()


@pytest.mark.parametrize("way", [each for each in WAYS if each not in OTHERWISE])
def test_a_browser_hides_it_too(page: Page, way: str) -> None:
    html, _ = WAYS[way]
    assert looked_at(page, html) == ["hidden", "hidden"]


@pytest.mark.parametrize("html", SEEN.values(), ids=SEEN)
def test_a_browser_shows_it_too(page: Page, html: str) -> None:
    assert looked_at(page, html) == ["seen", "seen"]


def looked_at(page: Page, html: str) -> list[str]:
    """How the text lies before the reader's eyes: as it came, and as it is shown."""
    found = []
    for each in (html, f"<body>{safe_html(html).html}"):
        page.set_content(f"<!doctype html>{each}")
        found.append(page.evaluate(LOOK))
    return found
