"""The beginning of what a message says."""

from shared.events import MessageParsed
from shared.html_text import html_text

MOST_BYTES = 4096
_MOST_HTML = 65_536


def reply_text(message: MessageParsed) -> str:
    """The first 4 KB of what was newly written; in events of before 1.3 of all the text, with what it quotes."""
    if message.reply_text is not None:
        return message.reply_text[:MOST_BYTES].encode()[:MOST_BYTES].decode(errors="ignore")
    text = message.plain_body or html_text(message.html_body[:_MOST_HTML], enough=MOST_BYTES)
    return text[:MOST_BYTES].encode()[:MOST_BYTES].decode(errors="ignore")
