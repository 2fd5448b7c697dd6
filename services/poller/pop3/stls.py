"""STLS of POP3 (RFC 2595 §4), up to the moment when TLS begins."""

from services.poller.domain import failures, tls_failures
from services.poller.domain.failures import quote
from services.poller.domain.steps import StepName
from services.poller.plain_wire import PlainWire
from services.poller.ports import SourceFailedError
from shared.walk import Walk


async def begin_tls(wire: PlainWire, walk: Walk, greeted_within_s: float) -> None:
    """After it the socket is ready for the handshake; what the server is able to do must be asked anew by TLS."""
    walk.reach(StepName.GREETING)
    greeting = await wire.line(greeted_within_s)
    if not greeting.startswith(b"+OK"):
        raise SourceFailedError(failures.wrong_language(wire.server, "POP3", quote(greeting)))
    walk.reach(StepName.STLS)
    if not await _is_offered(wire):
        raise SourceFailedError(tls_failures.no_starttls(wire.server, "STLS"))
    await wire.say("STLS")
    said = await wire.line(wire.timeout_s)
    if not said.startswith(b"+OK"):
        raise SourceFailedError(tls_failures.starttls_refused(wire.server, "STLS", quote(said)))
    wire.need_nothing_more()


async def _is_offered(wire: PlainWire) -> bool:
    """By CAPA (RFC 2449 §5), whose answer ends with a line of one dot."""
    await wire.say("CAPA")
    line, found = await wire.line(wire.timeout_s), False
    if not line.startswith(b"+OK"):
        return False
    while line != b".":
        found = found or line.strip().upper() == b"STLS"
        line = await wire.line(wire.timeout_s)
    return found
