"""Python's email with policy.default."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.league.programs.adapter import Fields, files, named, run


def fields(raw: bytes) -> Fields:
    """All that the library has a call for."""
    message = message_from_bytes(raw, policy=policy.default)
    return {
        "subject": message["subject"],
        "from": named(_addresses(message, "from")),
        "to": named(_addresses(message, "to")),
        "message_id": message["message-id"],
        "text": plain_text(message),
        "attachments": files([part.get_filename() for part in message.iter_attachments()]),
    }


def plain_text(message: EmailMessage) -> str:
    """The plain body; empty where there is none."""
    body = message.get_body(preferencelist=("plain",))
    return str(body.get_content()) if body is not None else ""


def _addresses(message: EmailMessage, name: str) -> list[str]:
    return [address.addr_spec for field in message.get_all(name, []) for address in field.addresses]


if __name__ == "__main__":
    run(fields)
