"""talon, as superops-talon keeps it: the reply in a text, not of a message; Python's email finds the plain body."""

from email import message_from_bytes, policy

from talon import quotations

from tests.league.programs.adapter import Fields, run
from tests.league.programs.email_default import plain_text


def fields(raw: bytes) -> Fields:
    """The reply alone."""
    message = message_from_bytes(raw, policy=policy.default)
    return {"reply_text": quotations.extract_from_plain(plain_text(message))}


if __name__ == "__main__":
    run(fields)
