"""How harmless the HTML of others becomes and how much of its text stays: of attacks and of mails."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from services.parser.domain.message import parse_message
from shared.html.clean import safe_html
from shared.html_text import html_text
from tests.conformance.floors import Figure

ATTACKS = "html-*"
MAILS = ("spam-ham-*", "raw-*", "mime-*")
ACTIVE_TAGS = frozenset(
    {
        "script",
        "style",
        "form",
        "input",
        "button",
        "base",
        "meta",
        "link",
        "object",
        "embed",
        "applet",
        "iframe",
        "frame",
    }
    | {
        "frameset",
        "svg",
        "math",
        "video",
        "audio",
        "source",
        "track",
        "portal",
        "template",
        "noscript",
        "bgsound",
        "xml",
    }
)
LOADING = frozenset(
    {"src", "srcset", "background", "poster", "data", "ping", "lowsrc", "dynsrc", "action", "formaction", "srcdoc"}
    | {"xlink:href", "codebase", "archive", "manifest", "longdesc", "usemap", "profile", "cite"}
)
RUNNING_SCHEME = re.compile(r"(?:java|vb|live)script:|data:(?!image/(?:png|gif|jpeg|webp|bmp);)|mocha:", re.IGNORECASE)
RUNNING_STYLE = re.compile(r"expression|url\(|@import|behavio|-moz-binding|javascript|\\|position", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20\u200b-\u200f\u2060\ufeff\u00ad]+")
_ESCAPED = re.compile(r"<(script|style|xml)\b.*?(?:</\1>|$)|<[a-z!/?][^>]*>?", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"\w+")


class Inspection(HTMLParser):
    """What an HTML would run and load, by another reader of HTML than the cleaner's."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.runs: list[str] = []
        self.loads: list[str] = []
        self.text: list[str] = []
        self.seen: list[object] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        self.seen.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(tag)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, sorted(attrs, key=str)))
        if tag in ACTIVE_TAGS:
            self.runs.append(tag)
        for name, value in attrs:
            address = _UNSEEN.sub("", value or "")
            is_source = name in LOADING and not (name == "src" and address.startswith("data:image/"))
            if name.startswith("on") or (name == "href" and RUNNING_SCHEME.match(address)):
                self.runs.append(f"{tag} {name}={value}")
            elif is_source or (name == "style" and RUNNING_STYLE.search(address)):
                self.loads.append(f"{tag} {name}={value}")


def html_figures(corpus: Path) -> list[Figure]:
    """Attacks: what is inert, loads nothing and keeps its text; mails: the same."""
    right: Counter[str] = Counter()
    best: Counter[str] = Counter()
    for name, is_right, _ in judged(corpus):
        best[name] += 1
        right[name] += is_right
    return [Figure("html", name, right[name], best[name]) for name in best]


def judged(corpus: Path) -> Iterator[tuple[str, bool, str]]:
    """Figure, whether it is right, and which file it is about."""
    for file, expected in _attacks(corpus):
        html = file.read_bytes().decode("utf-8", "replace")
        yield from _judged("attacks", html, file, letters(_shown_by_others(expected)))
    for file in _mails(corpus):
        html = parse_message(file.read_bytes()).html_body
        if html:
            yield from _judged("mails", html, file, letters(html_text(html)))


def _judged(kind: str, html: str, file: Path, kept: Counter[str]) -> Iterator[tuple[str, bool, str]]:
    found = Inspection(safe_html(html).html)
    yield f"{kind}: nothing runs", not found.runs, file.name
    yield f"{kind}: nothing is loaded", not found.loads, file.name
    lost = kept - letters("".join(found.text))
    yield f"{kind}: text is kept", not lost, f"{file.name} {sorted(lost)[:5]}"


def letters(text: str) -> Counter[str]:
    """How often each letter and digit stands in a text, however markup has cut it into words."""
    return Counter("".join(_WORD.findall(text)))


def _shown_by_others(expected: dict[str, str]) -> str:
    """The text that a sanitiser leaves; what it shows of scripts and tags as text is markup."""
    left = Inspection(expected.get("output_html5lib") or expected.get("expected_mganss") or "")
    return _ESCAPED.sub("", "".join(left.text))


def _attacks(corpus: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    for manifest in sorted(corpus.glob(f"{ATTACKS}/manifest.jsonl")):
        for line in manifest.read_text().splitlines():
            row = json.loads(line)
            yield manifest.parent / row["file"], row["expected"]


def _mails(corpus: Path) -> Iterator[Path]:
    for pattern in MAILS:
        for manifest in sorted(corpus.glob(f"{pattern}/manifest.jsonl")):
            yield from (manifest.parent / json.loads(line)["file"] for line in manifest.read_text().splitlines())
