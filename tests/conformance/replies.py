"""Real answers on lists: of those whose parent is at hand, what they take from it and what they add is known."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from services.parser.domain.message import ParsedMessage, parse_message
from tests.conformance.floors import Figure

SET = "threading-sa-easyham2"
NEW_CHARS, QUOTED_CHARS = 12, 25
_MARKS = re.compile(r"^\s*(?:[A-Za-z]{0,4}>|[|):}%#])[>|):}%\s]*")
_ENDS = re.compile(r"\s*(?:--|[-_=*]{5,})\s*|-----BEGIN PGP.*|-+ ?Original Message ?-+")


def replies_figure(corpus: Path) -> Figure:
    """Right: every longer line that is new is in the reply, and none that is marked and stands in the parent."""
    manifest = (corpus / SET / "manifest.jsonl").read_text().splitlines()
    read = [parse_message((corpus / SET / json.loads(line)["file"]).read_bytes()) for line in manifest]
    by_id = {each.message_id: each for each in read if each.message_id}
    right = [_is_right(each, parent) for each in read if (parent := _parent(each, by_id)) is not None]
    return Figure("parse", "list replies", right.count(True), len(right))


def _parent(message: ParsedMessage, by_id: Mapping[str, ParsedMessage]) -> ParsedMessage | None:
    named = (*message.in_reply_to, *message.references[-1:])
    return next((by_id[each] for each in reversed(named) if each in by_id), None)


def _is_right(message: ParsedMessage, parent: ParsedMessage) -> bool:
    lines = message.plain_body.split("\n")
    end = next((place for place, line in enumerate(lines) if _ENDS.fullmatch(line)), len(lines))
    before = {_bare(_MARKS.sub("", line)) for line in parent.plain_body.split("\n")}
    new, quoted = _known(lines[:end], before)
    reply = _bare(message.reply.text)
    return all(line in reply for line in new) and not any(line in reply and line not in "".join(new) for line in quoted)


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
