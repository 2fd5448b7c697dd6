"""One damaged message through the parser's real handler, and what must hold of the event."""

import asyncio
import re
import resource
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from random import Random
from typing import Any, cast

from services.parser.domain.event import ParsedCopy
from services.parser.domain.fields.addresses import ADDRESS_ENCODED
from services.parser.domain.fields.header import read_header
from services.parser.domain.parts.fast_tree import fast_tree
from services.parser.domain.parts.part import Part
from services.parser.domain.parts.stdlib_tree import stdlib_tree
from services.parser.domain.parts.tree import restated
from services.parser.handlers import on_raw_fetched
from services.parser.keys import Keys
from services.parser.ports import Limits, Ports
from shared.aead import KEY_BYTES
from shared.events import MessageParsed
from shared.ids import AccountKey, MailId
from shared.seal import ContentKey
from tests.fakes.parsing import ParsingHere
from tests.fuzz.mails.damage import DAMAGES, INVENTED, Damage
from tests.fuzz.mails.specimens import names, raw_of
from tests.fuzz.outcome import Outcome
from tests.integration.sealed_mails import unsealed
from tests.unit.parser.parts.trees import told

KAFKA_LIMIT_BYTES = 1_000_000
TOLD = ("the type", "the charset", "the file name", "the Content-ID", "the disposition", "format=flowed", "the content")
LIMITS = Limits(inline_body_bytes=100_000, max_attachment_bytes=10**7)
LONGEST_S = 3.0
"""Of the processor's time, for each megabyte that was begun."""
MOST_MEMORY_KB = 400_000
ADDED_BYTES = 1000
OF_EACH_BYTE, OF_COMPRESSED = 2, 9
"""How many bytes may become of one; two bytes of compressed RTF in TNEF stand for at most 17."""
_TNEF = re.compile(rb"(?i)tnef|win\S{0,20}mail")
_COMMENT = re.compile(rb"\([^()]*\)")
_LEFT_OUT = re.compile(rb"[\s\"\\\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Script:
    """A message and what is done to it."""

    specimen: str
    damages: tuple[Damage, ...]

    @property
    def parts(self) -> Sequence[object]:
        return self.damages

    @property
    def raw(self) -> bytes:
        raw = raw_of(self.specimen)
        for damage in self.damages:
            raw = damage.done(raw)
        return raw

    def told(self) -> list[str]:
        """For people."""
        return [self.specimen, *map(str, self.damages), repr(self.raw[:2000])]


def script_of(seed: int) -> Script:
    """The script of a seed: half of the messages are our own."""
    rng = Random(f"mail/{seed}")
    specimens = [name for name in names() if name.startswith("own ")] if rng.random() < 0.5 else names()
    damages = [Damage(rng.choice(list(DAMAGES)), rng.randrange(10**6)) for _ in range(rng.choice((1, 1, 2, 3, 6)))]
    return Script(rng.choice(specimens), tuple(damages))


def with_parts(script: Script, parts: Sequence[object]) -> Script:
    """The script with only these damages."""
    return replace(script, damages=tuple(part for part in parts if isinstance(part, Damage)))


@dataclass
class Memory:
    """The parser's store and blobs."""

    key: ContentKey
    saved: list[ParsedCopy] = field(default_factory=list)
    put_in: dict[str, bytes] = field(default_factory=dict)

    async def keys_of(self, mail_ids: Sequence[MailId]) -> Keys:
        return Keys(dict.fromkeys(mail_ids, self.key), frozenset())

    async def keep_places(self, erased: Sequence[object]) -> None:
        assert not erased

    async def save(self, copies: Sequence[ParsedCopy]) -> None:
        self.saved += copies

    async def put(self, account: AccountKey, key: ContentKey, plain: bytes) -> str:
        name = sha256(plain).hexdigest()
        self.put_in[name] = plain
        return name


async def parsed(raw: bytes) -> tuple[Sequence[MessageParsed], Memory]:
    """The events of this message, and what was stored."""
    fetched = unsealed(raw)
    key = ContentKey(MailId(fetched.mail_id), bytes(KEY_BYTES))
    memory = Memory(key)
    ports = Ports(cast("Any", memory), cast("Any", memory), LIMITS, 0, ParsingHere())
    return await on_raw_fetched([fetched.model_copy(update={"sealed": key.seal(raw)})], ports=ports), memory


def run_script(script: Script) -> Outcome:
    """One message."""
    outcome = Outcome(struck=Counter(damage.name for damage in script.damages), messages=1)
    raw = script.raw
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    try:
        events, memory = asyncio.run(parsed(raw))
        again, _ = asyncio.run(parsed(raw))
    except Exception as error:  # noqa: BLE001 - parsing is total: whatever comes out of it is a fault
        outcome.wrong.append(f"it was not parsed: {type(error).__name__}: {error}")
        return outcome
    took_s = time.process_time() - began
    if took_s > 2 * LONGEST_S * (1 + len(raw) // 2**20):
        outcome.wrong.append(f"it took {took_s / 2:.1f} s for {len(raw)} bytes")
    if (grown_kb := resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb) > MOST_MEMORY_KB:
        outcome.wrong.append(f"it took {grown_kb} KiB for {len(raw)} bytes")
    if len(events) != 1 or len(memory.saved) != 1:
        outcome.wrong.append(f"it gave {len(events)} events and {len(memory.saved)} rows")
        return outcome
    outcome.wrong += _wrong_with(raw, events[0], memory)
    if events[0].to_record().value != again[0].to_record().value:
        outcome.wrong.append("it was parsed otherwise the second time")
    outcome.remarks = _differences(raw)
    return outcome


def _wrong_with(raw: bytes, event: MessageParsed, memory: Memory) -> list[str]:
    record = event.to_record()
    wrong = []
    if b"\\u0000" in record.value:
        wrong.append("PostgreSQL cannot hold it: NUL")
    if len(record.value) >= KAFKA_LIMIT_BYTES:
        wrong.append(f"Kafka cannot hold it: {len(record.value)} bytes")
    if type(event).from_record(record.value, record.headers) != event:
        wrong.append("it does not come back from its record")
    [copy] = memory.saved
    size = len(copy.plain_body) + len(copy.html_body) + sum(part.size_bytes for part in event.attachments)
    if size > (OF_COMPRESSED if _TNEF.search(raw) else OF_EACH_BYTE) * len(raw) + ADDED_BYTES:
        wrong.append(f"{len(raw)} bytes became {size}")
    wrong += [
        f"attachment {part.position} is not what its sha256 says"
        for part in event.attachments
        if part.blob is not None and sha256(memory.put_in[part.blob]).hexdigest() != part.sha256
    ]
    return wrong + [f"the address {address} was invented" for address in invented(raw, event)]


def invented(raw: bytes, event: MessageParsed) -> list[str]:
    """Addresses of which the message does not hold the characters, blanks, quotes and comments aside."""
    people = [*event.from_addresses, *event.reply_to, *event.to, *event.cc, *event.bcc]
    people += [event.author] if event.author is not None else []
    addresses = {person.address.lower() for person in people if person.address.isascii()}
    if not addresses:
        return []
    whole = _LEFT_OUT.sub(b"", raw.lower())
    plain = _LEFT_OUT.sub(b"", _COMMENT.sub(b"", raw.lower()))
    written = [_LEFT_OUT.sub(b"", address.encode()) for address in sorted(addresses)]
    is_read_whole = ADDRESS_ENCODED in event.defects
    return [
        each.decode()
        for each in written
        if not (each in whole or each in plain or (is_read_whole and INVENTED.encode() not in each))
    ]


def _differences(raw: bytes) -> Counter[str]:
    """In what fast-mail-parser and the standard library differ, where both claim to understand."""
    message = restated(read_header(raw))
    fast = fast_tree(message)
    if fast is None:
        return Counter({"left to the standard library": 1})
    slow = stdlib_tree(message).root
    return Counter({f"the parsers differ in {what}": 1 for what in _different(fast.root, slow)})


def _different(one: Part, other: Part) -> set[str]:
    if told(one) == told(other):
        return set()
    if len(one.children) != len(other.children):
        return {"the number of parts"}
    if one.children:
        found = {what for pair in zip(one.children, other.children, strict=True) for what in _different(*pair)}
        return found or {"the type"}
    return {name for name, *pair in zip(TOLD, _told(one), _told(other), strict=True) if pair[0] != pair[1]}


def _told(part: Part) -> Sequence[object]:
    return cast("Sequence[object]", told(part))
