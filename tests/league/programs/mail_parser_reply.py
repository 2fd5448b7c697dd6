"""mail-parser-reply, with every language that it has: the reply in a text, which Python's email finds."""

from email import message_from_bytes, policy

from mailparser_reply import EmailReplyParser
from mailparser_reply.constants import MAIL_LANGUAGES

from tests.league.programs.adapter import Fields, run
from tests.league.programs.email_default import plain_text

PARSER = EmailReplyParser(languages=list(MAIL_LANGUAGES))


def fields(raw: bytes) -> Fields:
    """The reply alone."""
    message = message_from_bytes(raw, policy=policy.default)
    return {"reply_text": PARSER.parse_reply(plain_text(message))}


if __name__ == "__main__":
    run(fields)
