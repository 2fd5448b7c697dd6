"""Refusals of the null reverse-path, as they show after the message was transmitted."""

import re

from services.sender.domain.reply import Reply

# RFC 3463 §3.2: bad sender's mailbox or system address; Exchange's 5.7.60 and 5.2.252 are "no permission to send as".
_STATUS = re.compile(r"^5\.(?:1\.[78]|7\.60|2\.252)\b")
_WORDS = re.compile(
    r"(?:null|empty|blank|missing|no|invalid|bad|unknown) (?:envelope[- ])?"
    r"(?:sender|from|reverse[- ]?path|return[- ]?path)"
    r"|(?:sender|envelope[- ]from|mail from|from address|reverse[- ]?path|return[- ]?path)\b.{0,40}?"
    r"\b(?:refused|rejected|denied|required|invalid|missing|empty|null|not (?:allowed|permitted|accepted|owned|valid))"
    r"|\bsend ?as\b|<>|must have a (?:sender|return)",
    re.IGNORECASE,
)


def is_about_sender(reply: Reply) -> bool:
    """Whether a permanent refusal of a message means its reverse-path: by its status or its words, never by guess."""
    return reply.is_permanent and (_STATUS.match(reply.text) is not None or _WORDS.search(reply.text) is not None)
