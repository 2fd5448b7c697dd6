"""The beginning of what a message says."""

from shared.events import MessageParsed
from shared.html_text import html_text

MOST_BYTES = 4096
_MOST_HTML = 65_536


def reply_text(message: MessageParsed) -> str:
    """The first 4 KB of the plain body, else of the HTML body's text (quoted text is still in it)."""
    text = message.plain_body or html_text(message.html_body[:_MOST_HTML], enough=MOST_BYTES)
    return text[:MOST_BYTES].encode()[:MOST_BYTES].decode(errors="ignore")
