"""What every program of the league does: one JSON object a file with the fields that its library gives, or its speed.

Of the standard library alone: it runs in the rivals' environment, in which nothing of Mailweave is installed.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

Fields = dict[str, object]
"""subject, from and to ([{"address"}]), message_id, text, attachments ([{"filename"}]), reply_text, report
({"kind", "recipients": [{"address"}]}): those that a library gives."""


def run(fields: Callable[[bytes], Fields]) -> None:
    """`FILE…` prints the fields, or an `error` where the library raised; `--rate FILE…` messages a second of CPU."""
    if sys.argv[1:2] == ["--rate"]:
        print(json.dumps({"rate": rate(fields, sys.argv[2:])}))
        return
    for path in sys.argv[1:]:
        print(as_line({"file": path, **answer(fields, Path(path).read_bytes())}))


def answer(fields: Callable[[bytes], Fields], raw: bytes) -> Fields:
    """What the library says, or that it raised: whatever it was, the other messages go on."""
    with suppress(Exception):
        return fields(raw)
    return {"error": "the library raised"}


def as_line(answered: Fields) -> str:
    """As JSON in UTF-8: of half a surrogate pair, which some libraries give for a raw byte, a question mark is made."""
    return json.dumps(answered, ensure_ascii=False, default=str).encode("utf-8", "replace").decode()


def rate(fields: Callable[[bytes], Fields], paths: Sequence[str]) -> float:
    """Messages a second of this process' CPU, from bytes in memory to the fields; what it raises on counts as done."""
    mails = [Path(path).read_bytes() for path in paths]
    answer(fields, mails[0])
    began = time.process_time()
    for raw in mails:
        answer(fields, raw)
    return len(mails) / (time.process_time() - began)


def named(addresses: Sequence[str]) -> list[Fields]:
    """Addresses as every program gives them."""
    return [{"address": each} for each in addresses]


def files(names: Sequence[str | None]) -> list[Fields]:
    """Attachments as every program gives them."""
    return [{"filename": each or ""} for each in names]
