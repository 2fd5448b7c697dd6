"""A node of the MIME tree (RFC 2046), the same whichever parser found it."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.parser.domain.fields.parameters import read_parameters

MAX_DEPTH = 32
MAX_PARTS = 1000
NESTING_OVER_LIMIT = "nesting_over_limit"
PARTS_OVER_LIMIT = "parts_over_limit"
MULTIPART_MALFORMED = "multipart_malformed"


def part_type(written: str, filename: str) -> str:
    """The media type; one that cannot be read is plain text (RFC 2045 §5.2), but a file where it has a file's name."""
    word = written.partition(" ")[0]  # a semicolon may be missing after it
    if "/" in word.strip("/"):
        return word
    return "application/octet-stream" if filename else "text/plain"


def root_id(declared: str) -> str:
    """The Content-ID that multipart/related says is its root's; empty where it says none."""
    return read_parameters(declared).parameters.get("start", "").strip("<> \t") if "start" in declared.lower() else ""


@dataclass(frozen=True, slots=True)
class Part:
    """A multipart has children; every other part has content, its transfer encoding undone.

    `start` is the Content-ID of the root of multipart/related, where it says which (RFC 2387 §3.2).
    """

    content_type: str
    charset: str = ""
    filename: str = ""
    content_id: str | None = None
    disposition: str = ""
    flowed: str = ""
    content: bytes = b""
    children: tuple["Part", ...] = ()
    start: str = ""

    def walk(self) -> Iterator["Part"]:
        """This part and everything under it, depth first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Tree:
    """A MIME tree and what was wrong with it."""

    root: Part
    defects: tuple[str, ...] = ()


class Limit:
    """Counts parts and depth while a tree is built, and remembers what went over."""

    def __init__(self) -> None:
        self.parts = 0
        self.defects: dict[str, None] = {}

    def allows(self, depth: int) -> bool:
        """Whether one more part may stand at this depth."""
        self.parts += 1
        if depth > MAX_DEPTH:
            self.defects[NESTING_OVER_LIMIT] = None
        if self.parts > MAX_PARTS:
            self.defects[PARTS_OVER_LIMIT] = None
        return depth <= MAX_DEPTH and self.parts <= MAX_PARTS
