"""A large message in pieces (partial FETCH, RFC 9051 §6.4.5): so it is in memory once, however it is copied."""

from io import BytesIO

from services.poller.domain import failures
from services.poller.domain.copies import Listed
from services.poller.domain.fetch_answer import bodies_in
from services.poller.imap.search import said
from services.poller.imap.session import ImapSession
from services.poller.ports import SourceFailedError

LARGE_BYTES = 8 * 1024 * 1024
PIECE_BYTES = 4 * 1024 * 1024


async def in_pieces(session: ImapSession, copy: Listed, deadline_s: float) -> bytes | None:
    """The message; None where the server does not give pieces that make a message of the size that it told.

    The last piece is asked for with a byte too many: one that comes shows that the size was no end.
    """
    body = _room_for(copy.size_bytes)
    while body.tell() <= copy.size_bytes:
        length = min(PIECE_BYTES, copy.size_bytes - body.tell() + 1)
        piece = await _piece(session, copy.uid, body.tell(), length, deadline_s)
        if piece is None:
            return None
        body.write(piece)
        if len(piece) < length:
            break
    return body.getvalue() if body.tell() == copy.size_bytes else None  # what was written, not a copy of it


def _room_for(size_bytes: int) -> BytesIO:
    """All of it at once: what grows is copied to where there is more room."""
    room = BytesIO()
    room.seek(size_bytes - 1)
    room.write(b"\x00")
    room.seek(0)
    return room


async def _piece(session: ImapSession, uid: int, offset: int, length: int, deadline_s: float) -> bytes | None:
    wanted = f"(UID BODY.PEEK[]<{offset}.{length}>)"
    answer = await session.run(session.wire.uid("FETCH", str(uid), wanted), deadline_s)
    if waits := failures.asked_to_wait(session.server, "UID FETCH", said(answer)) if answer.result != "OK" else None:
        raise SourceFailedError(waits)
    found = {body.uid: body.raw for body in bodies_in(answer.lines[:-1])} if answer.result == "OK" else {}
    piece = found.get(uid)
    return piece if piece is not None and len(piece) <= length else None
