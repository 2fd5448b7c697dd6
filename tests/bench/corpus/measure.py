"""The distribution of a corpus, measured on its bytes."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from tests.bench.corpus.spoil import is_malformed

_CHARSET = re.compile(rb'charset="([^"]+)"')
_ID = re.compile(rb"<([^<>\s]+)>")
_FIELD = re.compile(rb"^(message-id|in-reply-to|auto-submitted):(.*)$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Distribution:
    """Sizes in bytes, shares of all messages, and how long the threads with a reply are."""

    messages: int
    total_bytes: int
    median_bytes: int
    p95_bytes: int
    max_bytes: int
    attachments: float
    html: float
    replies: float
    automatic: float
    reports: float
    malformed: float
    charsets: int
    threads: int
    least_thread: int
    longest_thread: int

    def figures(self) -> dict[str, float]:
        """As JSON holds them."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For a person."""
        sizes = f"median {self.median_bytes / 1024:.1f} KiB, p95 {self.p95_bytes / 1024:.0f} KiB"
        parts = f"attachments {self.attachments:.1%}, HTML {self.html:.1%}, {self.charsets} charsets"
        kinds = f"automatic {self.automatic:.1%}, reports {self.reports:.1%}, malformed {self.malformed:.1%}"
        whole = f"{self.messages:,} messages, {self.total_bytes / 2**20:,.1f} MiB"
        return [
            f"{whole}: {sizes}, max {self.max_bytes / 2**20:.2f} MiB",
            f"{parts}, {kinds}",
            f"replies {self.replies:.1%}, in {self.threads:,} threads of {self.least_thread} to {self.longest_thread}",
        ]


def measure(raws: Iterable[bytes]) -> Distribution:
    """Reads every message once."""
    sizes: list[int] = []
    found: Counter[str] = Counter()
    charsets: set[bytes] = set()
    parent_of: dict[bytes, bytes] = {}
    for raw in raws:
        sizes.append(len(raw))
        head = raw.partition(b"\n\n")[0]
        fields = {name.lower(): value.strip() for name, value in _FIELD.findall(head)}
        if b"in-reply-to" in fields:
            parent_of[_id(fields[b"message-id"])] = _id(fields[b"in-reply-to"])
        found["attachments"] += b"Content-Disposition: attachment" in raw
        found["html"] += b"Content-Type: text/html" in raw
        found["automatic"] += b"auto-submitted" in fields
        found["reports"] += b"multipart/report" in head
        found["malformed"] += is_malformed(raw)
        charsets |= set(_CHARSET.findall(raw[:8192])[:1]) - {b"x-no-such-charset"}
    return _distribution(sizes, found, len(charsets), parent_of)


def _distribution(sizes: list[int], found: Counter[str], charsets: int, parent_of: dict[bytes, bytes]) -> Distribution:
    sizes.sort()
    count = len(sizes)
    threads = Counter(_root(message_id, parent_of) for message_id in parent_of)
    lengths = [replies + 1 for replies in threads.values()]
    return Distribution(
        messages=count,
        total_bytes=sum(sizes),
        median_bytes=sizes[count // 2],
        p95_bytes=sizes[count * 95 // 100],
        max_bytes=sizes[-1],
        attachments=found["attachments"] / count,
        html=found["html"] / count,
        replies=len(parent_of) / count,
        automatic=found["automatic"] / count,
        reports=found["reports"] / count,
        malformed=found["malformed"] / count,
        charsets=charsets,
        threads=len(lengths),
        least_thread=min(lengths, default=0),
        longest_thread=max(lengths, default=0),
    )


def _id(value: bytes) -> bytes:
    found = _ID.search(value)
    return found[1] if found else b""


def _root(message_id: bytes, parent_of: dict[bytes, bytes]) -> bytes:
    while message_id in parent_of:
        message_id = parent_of[message_id]
    return message_id
