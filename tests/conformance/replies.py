"""Real answers on lists: of those whose parent is at hand, what they take from it and what they add is known."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.parser.domain.message import ParsedMessage, parse_message
from tests.conformance.floors import Figure

SET = "threading-sa-easyham2"
NEW_CHARS, QUOTED_CHARS = 12, 25
_MARKS = re.compile(r"^\s*(?:[A-Za-z]{0,4}>|[|):}%#])[>|):}%\s]*")
_ENDS = re.compile(r"\s*(?:--|[-_=*]{5,})\s*|-----BEGIN PGP.*|-+ ?Original Message ?-+")


@dataclass(frozen=True, slots=True)
class KnownReply:
    """An answer whose parent is at hand: what is certainly new, and what certainly quoted; without white space."""

    path: Path
    new: tuple[str, ...]
    quoted: tuple[str, ...]


def replies_figure(corpus: Path) -> Figure:
    """Right: every longer line that is new is in the reply, and none that is marked and stands in the parent."""
    known = known_replies(corpus)
    right = [is_right(parse_message(each.path.read_bytes()).reply.text, each) for each in known]
    return Figure("parse", "list replies", right.count(True), len(right))


def known_replies(corpus: Path) -> list[KnownReply]:
    """Of the set, where it is there, those whose parent is too."""
    manifest = corpus / SET / "manifest.jsonl"
    lines = manifest.read_text().splitlines() if manifest.exists() else []
    read = {
        path: parse_message(path.read_bytes()) for path in (corpus / SET / json.loads(line)["file"] for line in lines)
    }
    by_id = {each.message_id: each for each in read.values() if each.message_id}
    parents = {path: _parent(each, by_id) for path, each in read.items()}
    return [_known_reply(path, read[path], parent) for path, parent in parents.items() if parent is not None]


def is_right(reply: str, known: KnownReply) -> bool:
    """Whether a reply has all that is new, and nothing that is only quoted."""
    bare = _bare(reply)
    only_quoted = (line for line in known.quoted if line not in "".join(known.new))
    return all(line in bare for line in known.new) and not any(line in bare for line in only_quoted)


def _parent(message: ParsedMessage, by_id: Mapping[str, ParsedMessage]) -> ParsedMessage | None:
    named = (*message.in_reply_to, *message.references[-1:])
    return next((by_id[each] for each in reversed(named) if each in by_id), None)


def _known_reply(path: Path, message: ParsedMessage, parent: ParsedMessage) -> KnownReply:
    lines = message.plain_body.split("\n")
    end = next((place for place, line in enumerate(lines) if _ENDS.fullmatch(line)), len(lines))
    before = {_bare(_MARKS.sub("", line)) for line in parent.plain_body.split("\n")}
    new, quoted = _known(lines[:end], before)
    return KnownReply(path, tuple(new), tuple(quoted))


def _known(lines: Sequence[str], before: set[str]) -> tuple[list[str], list[str]]:
    """What is new for certain, and what is quoted; neither is a line that ends in a colon."""
    new, quoted = [], []
    for line in lines:
        unmarked = _MARKS.sub("", line)
        bare = _bare(unmarked)
        if unmarked == line and bare not in before and len(bare) > NEW_CHARS and not bare.endswith(":"):
            new.append(bare)
        elif unmarked != line and bare in before and len(bare) > QUOTED_CHARS:
            quoted.append(bare)
    return new, quoted


def _bare(text: str) -> str:
    return "".join(text.split())
