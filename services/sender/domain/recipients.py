"""The recipients of a request, as they were written."""

from services.sender.domain.reply import one_line
from shared.events import SendMessage
from shared.written_address import AddressDefect, WrittenAddress, written_address


def written_recipients(request: SendMessage) -> tuple[str, ...]:
    """To, Cc, Bcc."""
    return (*request.to_emails, *request.cc_emails, *request.bcc_emails)


def address_of(text: str) -> str:
    """What SMTP takes; where the text is no address, the text, so that its rejection can be told."""
    found = written_address(text)
    return found.address if isinstance(found, WrittenAddress) else one_line(text) or "?"


def addresses_of(texts: tuple[str, ...]) -> list[WrittenAddress]:
    """Those that are addresses."""
    return [found for found in map(written_address, texts) if isinstance(found, WrittenAddress)]


def first_defect(texts: tuple[str, ...]) -> str | None:
    """Why the first text that is no address is none."""
    return next((found.reason for found in map(written_address, texts) if isinstance(found, AddressDefect)), None)
