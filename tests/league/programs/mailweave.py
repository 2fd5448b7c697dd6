"""Mailweave's parser, all of it: also where only one field is asked for, the whole message is understood."""

from services.parser.domain.message import parse_message
from tests.league.programs.adapter import Fields, files, named, run


def fields(raw: bytes) -> Fields:
    """What the league asks for, of all that it gives."""
    message = parse_message(raw)
    report = message.report
    return {
        "subject": message.subject,
        "from": named([each.address for each in message.from_addresses]),
        "to": named([each.address for each in message.to]),
        "message_id": message.message_id,
        "text": message.plain_body,
        "attachments": files([each.filename for each in message.attachments]),
        "reply_text": message.reply.text,
        "report": {
            "kind": report.kind if report else None,
            "recipients": named([each.address for each in report.recipients] if report else []),
        },
    }


if __name__ == "__main__":
    run(fields)
