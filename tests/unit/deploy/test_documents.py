"""The documents name only what exists: files, headings, targets of make, settings. Every decision is in the index."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.documents import DOCS, TABLES, filled
from deploy.documents import PAGES as TABLE_PAGES
from shared.settings import known_names

ROOT = Path(__file__).resolve().parents[3]
DECISIONS = DOCS / "decisions"
INDEX = DECISIONS / "README.md"
PAGES = [ROOT / "README.md", ROOT / "DEVELOPING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("**/*.md"))]
OF_TESTS = {"EMAIL_TEST_STACK"}
"""What reads them is the test suite, not a service."""

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PATH = re.compile(r"(?<![\w./-])(?:\.ci|deploy|docs|services|shared|tests)/[\w./*<>|-]*")
ENVIRONMENT_NAME = re.compile(r"EMAIL_[A-Z0-9]+(?:_[A-Z0-9]+)*(?![A-Z0-9_…])")
TARGET = re.compile(r"(?:`|^\$? ?)make ([a-z][a-z-]*)", re.MULTILINE)
SECTIONS = ["Context", "Decision", "Consequences"]

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
each_decision = pytest.mark.parametrize("page", sorted(DECISIONS.glob("[0-9]*.md")), ids=lambda page: page.stem[:4])


def headings(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and GitLab make them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in titles}


def broken_links(page: Path) -> Iterator[str]:
    """The relative links of a page that lead nowhere."""
    for target in LINK.findall(page.read_text()):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists() or (anchor and anchor not in headings(file)):
            yield target


def missing_paths(page: Path) -> Iterator[str]:
    """The paths within the repository that a page names and that are not there; `<name>` stands for any."""
    for found in PATH.findall(page.read_text()):
        pattern = re.sub(r"<[^>/]*>", "*", found.rstrip(".-|"))
        if not any(ROOT.glob(pattern.rstrip("/"))):
            yield found


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    assert list(broken_links(page)) == []


@each_page
def test_every_path_exists(page: Path) -> None:
    assert list(missing_paths(page)) == []


@each_page
def test_every_setting_exists(page: Path) -> None:
    assert set(ENVIRONMENT_NAME.findall(page.read_text())) - known_names() - OF_TESTS == set()


@each_page
def test_every_target_of_make_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(TARGET.findall(page.read_text())) - targets == set()


@each_decision
def test_a_decision_has_its_sections_and_a_status(page: Path) -> None:
    text = page.read_text()
    assert text.startswith(f"# {int(page.stem[:4])}. ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    assert re.search(r"^\*Status: (in force|superseded by \[[0-9]+\]\()", text, re.MULTILINE)


@each_decision
def test_a_decision_stands_in_the_index_once(page: Path) -> None:
    assert LINK.findall(INDEX.read_text()).count(page.name) == 1


def test_a_number_is_given_once() -> None:
    numbers = [page.stem[:4] for page in DECISIONS.glob("[0-9]*.md")]
    assert len(numbers) == len(set(numbers))


def test_the_readme_can_be_read_in_one_go() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 150


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_as_the_code_is(name: str) -> None:
    text = (DOCS / f"{TABLE_PAGES.get(name, name)}.md").read_text()
    assert filled(text, name, TABLES[name]()) == text


def test_only_what_is_between_the_markers_is_made_anew() -> None:
    page = "before\n<!-- a: made by deploy/documents.py -->\nold\n<!-- end of a -->\nafter\n"
    assert filled(page, "a", "new") == page.replace("old", "new")


def test_a_page_without_its_markers_is_refused() -> None:
    with pytest.raises(ValueError, match=r"docs/a\.md lacks a marker"):
        filled("no marker here", "a", "new")
