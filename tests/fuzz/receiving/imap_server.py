"""A correct IMAP server on a model mailbox; what it says goes through the strikes (RFC 9051, RFC 2177)."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from services.poller.domain.fetch_answer import MONTHS
from tests.fakes.model_mailbox import Mail, World
from tests.fuzz.receiving.imap_answer import Body, ImapAnswer, Line
from tests.fuzz.strikes import Striker
from tests.fuzz.virtual import HANG_UP, Act

CAPABILITIES = b"CAPABILITY IMAP4rev1 IDLE UIDPLUS MOVE ID"
_SINCE = re.compile(r"SINCE (\d+)-(\w{3})-(\d{4})", re.IGNORECASE)
FLAGS = rb"(\Answered \Flagged \Deleted \Seen \Draft)"


class ImapSession:
    """One connection. It sees what the mailbox holds, and tells news at NOOP, IDLE and EXAMINE."""

    def __init__(self, world: World, striker: Striker[ImapAnswer]) -> None:
        self._world = world
        self._striker = striker
        self._say: Callable[[Sequence[Act]], None] | None = None
        self._unread = b""
        self._known: list[int] = []
        self._idle_tag = b""

    def attached(self, say: Callable[[Sequence[Act]], None]) -> None:
        self._say = say
        say(self._changed("greeting", Line(b"OK ready")))

    def lost(self) -> None:
        self._say = None

    def news(self) -> None:
        """The mailbox has changed: a client that is in IDLE hears of it."""
        if self._idle_tag and self._say is not None and (lines := self._news()):
            self._say(self._changed("push", *lines))

    def drop(self) -> None:
        """The server restarts."""
        if self._say is not None:
            self._say([b"* BYE restarting\r\n", HANG_UP])

    def hear(self, data: bytes) -> Sequence[Act]:
        *lines, self._unread = (self._unread + data).split(b"\r\n")
        return [act for line in lines for act in self._answer(line)]

    def _answer(self, line: bytes) -> Sequence[Act]:
        if line.upper() == b"DONE":
            tag, self._idle_tag = self._idle_tag, b""
            return self._changed("DONE", Line(b"OK idled", tag))
        tag, _, rest = line.partition(b" ")
        words = rest.decode("latin-1").split(" ")
        name = " ".join(words[:2]).upper() if words[0].upper() == "UID" else words[0].upper()
        if name == "LOGOUT":
            return [HANG_UP]
        if name == "IDLE":
            self._idle_tag = tag
            return self._changed(name, Line(b"idling", b"+"), *self._news())
        lines, said = self._lines(name, rest.decode("latin-1"))
        return self._changed(f"{name} SINCE" if " SINCE " in rest.decode("latin-1") else name, *lines, Line(said, tag))

    def _lines(self, name: str, rest: str) -> tuple[Sequence[Line], bytes]:
        world = self._world
        match name:
            case "CAPABILITY":
                return [Line(CAPABILITIES)], b"OK done"
            case "LOGIN":
                return [], b"OK logged in"
            case "ID":
                return [Line(b"ID NIL")], b"OK done"
            case "NOOP":
                return self._news(), b"OK nothing"
            case "EXAMINE":
                self._known = sorted(world.mails)
                return self._folder(), b"OK [READ-ONLY] done"
            case "STATUS":
                told = b"STATUS INBOX (UIDVALIDITY %d UIDNEXT %d)" % (world.uidvalidity, world.uidnext)
                return [Line(told)], b"OK done"
            case "UID SEARCH":
                found = [b"%d" % uid for uid in self._found(rest)]
                return [Line(b" ".join([b"SEARCH", *found])), *self._news()], b"OK done"
            case "UID FETCH":
                return [*self._fetched(rest), *self._news()], b"OK done"
            case _:
                return [], b"BAD unknown"

    def _folder(self) -> Sequence[Line]:
        world = self._world
        return [
            Line(b"%d EXISTS" % len(world.mails)),
            Line(b"0 RECENT"),
            Line(b"FLAGS " + FLAGS),
            Line(b"OK [UIDVALIDITY %d] valid" % world.uidvalidity),
            Line(b"OK [UIDNEXT %d] next" % world.uidnext),
        ]

    def _news(self) -> Sequence[Line]:
        now, lines = sorted(self._world.mails), []
        for uid in [uid for uid in self._known if uid not in self._world.mails]:
            lines.append(Line(b"%d EXPUNGE" % (self._known.index(uid) + 1)))
            self._known.remove(uid)
        if len(now) > len(self._known):
            lines.append(Line(b"%d EXISTS" % len(now)))
        self._known = now
        return lines

    def _found(self, rest: str) -> Sequence[int]:
        since = _SINCE.search(rest)
        if since is None:
            day = None
        else:
            day = datetime(int(since[3]), MONTHS.index(since[2].title()) + 1, int(since[1])).date()  # noqa: DTZ001
        uids = self._uids(rest.split()[3])
        return [uid for uid in uids if day is None or self._world.mails[uid].arrived_at.date() >= day]

    def _uids(self, written: str) -> Sequence[int]:
        """Of the messages that are there: `2,4:7,9:*`; `*` is the last one, and `9:*` always holds it."""
        there = sorted(self._world.mails)
        last, found = (there or [0])[-1], set()
        for each in written.split(","):
            ends = [last if end == "*" else int(end) for end in each.split(":")]
            found |= {uid for uid in there if min(ends) <= uid <= max(ends)}
        return sorted(found)

    def _fetched(self, rest: str) -> Sequence[Line]:
        wants_body = "BODY" in rest.upper()
        there = sorted(self._world.mails)
        return [
            self._fetch(there.index(uid) + 1, uid, self._world.mails[uid], wants_body=wants_body)
            for uid in self._uids(rest.split(" ")[2])
        ]

    def _fetch(self, number: int, uid: int, mail: Mail, *, wants_body: bool) -> Line:
        head = b"%d FETCH" % number
        if wants_body:
            return Line(head, items=((b"UID", b"%d" % uid), (b"BODY[]", Body(mail.raw))))
        return Line(
            head,
            items=(
                (b"UID", b"%d" % uid),
                (b"RFC822.SIZE", b"%d" % len(mail.raw)),
                (b"INTERNALDATE", internal_date(mail.arrived_at)),
                (b"FLAGS", rb"(\Seen)" if uid % 2 else b"()"),
            ),
        )

    def _changed(self, command: str, *lines: Line) -> Sequence[Act]:
        return self._striker.changed(ImapAnswer(command, lines)).acts()


def internal_date(at: datetime) -> bytes:
    """RFC 9051's date-time."""
    assert at.utcoffset() == timedelta(0)
    return f'"{at.day:2d}-{MONTHS[at.month - 1]}-{at.year} {at:%H:%M:%S} +0000"'.encode()
