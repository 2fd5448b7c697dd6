"""fast-mail-parser, in Rust: what its whole-message call gives."""

from fast_mail_parser import parse_email

from tests.league.programs.adapter import Fields, files, named, run


def fields(raw: bytes) -> Fields:
    """All that the library has a field for."""
    message = parse_email(raw)
    ids = next((values for name, values in message.headers.items() if name.lower() == "message-id"), [])
    return {
        "subject": message.subject,
        "from": named([message.from_.address] if message.from_ else []),
        "to": named([each.address for each in message.to]),
        "message_id": ids[0] if ids else "",
        "text": "\n".join(message.text_plain),
        "attachments": files([each.filename for each in message.attachments]),
    }


if __name__ == "__main__":
    run(fields)
