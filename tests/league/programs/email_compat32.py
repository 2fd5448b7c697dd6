"""Python's email as it was before 3.3, and still is by default: whoever calls it decodes for himself."""

from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from tests.league.programs.adapter import Fields, files, named, run


def fields(raw: bytes) -> Fields:
    """As the library's own examples do it, and so that no charset stops it that Python does not know."""
    message = message_from_bytes(raw)
    leaves = [part for part in message.walk() if not part.is_multipart()]
    return {
        "subject": decoded(message["subject"]),
        "from": named(_addresses(message, "from")),
        "to": named(_addresses(message, "to")),
        "message_id": message["message-id"],
        "text": _text(leaves),
        "attachments": files([part.get_filename() for part in leaves if _is_attachment(part)]),
    }


def decoded(value: object) -> str:
    """A header field's text; as it is written where its words cannot be decoded."""
    try:
        return str(make_header(decode_header(str(value)))) if value is not None else ""
    except (HeaderParseError, LookupError, ValueError):
        return str(value)


def _addresses(message: Message, name: str) -> list[str]:
    return [address for _, address in getaddresses([str(each) for each in message.get_all(name, [])])]


def _is_attachment(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _text(leaves: list[Message]) -> str:
    for part in leaves:
        if part.get_content_type() == "text/plain" and not _is_attachment(part):
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            try:
                return content.decode(part.get_content_charset("ascii"), "replace")
            except LookupError:
                return content.decode("ascii", "replace")
    return ""


if __name__ == "__main__":
    run(fields)
