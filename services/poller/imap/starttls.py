"""STARTTLS of IMAP (RFC 9051 §6.2.1), up to the moment when TLS begins."""

from services.poller.domain import failures, tls_failures
from services.poller.domain.answer_line import in_capitals
from services.poller.domain.failures import quote
from services.poller.domain.steps import StepName
from services.poller.plain_wire import PlainWire
from services.poller.ports import SourceFailedError
from shared.walk import Walk


async def begin_tls(wire: PlainWire, walk: Walk, greeted_within_s: float) -> None:
    """After it the socket is ready for the handshake; what the server is able to do must be asked anew by TLS."""
    walk.reach(StepName.GREETING)
    greeting = in_capitals(await wire.line(greeted_within_s))
    need_greeting(wire.server, greeting)
    if greeting.startswith(b"* PREAUTH"):
        raise SourceFailedError(tls_failures.logged_in_before_tls(wire.server))
    walk.reach(StepName.STARTTLS)
    *told, _ = await _answer(wire, "CAPABILITY")
    if not any(b"STARTTLS" in line.split()[2:] for line in told if line.startswith(b"* CAPABILITY ")):
        raise SourceFailedError(tls_failures.no_starttls(wire.server, "STARTTLS"))
    *_, end = await _answer(wire, "STARTTLS")
    if not end.startswith(b"OK"):
        raise SourceFailedError(tls_failures.starttls_refused(wire.server, "STARTTLS", quote(end)))
    wire.need_nothing_more()


def need_greeting(server: str, said: bytes) -> None:
    """Raises SourceFailedError where this is no greeting of IMAP, or a goodbye."""
    if said.startswith(b"* BYE"):
        raise SourceFailedError(failures.hung_up(server, quote(said[2:])))
    if not said.startswith((b"* OK", b"* PREAUTH")):
        raise SourceFailedError(failures.wrong_language(server, "IMAP", quote(said)))


async def _answer(wire: PlainWire, command: str) -> list[bytes]:
    """The lines of an answer, the last one without its tag."""
    tag = command[:1] + "1"
    await wire.say(f"{tag} {command}")
    lines: list[bytes] = []
    while True:
        line = in_capitals(await wire.line(wire.timeout_s))
        if line.startswith(f"{tag} ".encode()):
            return [*lines, line.partition(b" ")[2]]
        if not line.startswith(b"* "):
            raise SourceFailedError(failures.broken_answer(wire.server, f"it said: {quote(line)}"))
        if line.startswith(b"* BYE"):
            raise SourceFailedError(failures.hung_up(wire.server, quote(line[2:])))
        lines.append(line)
