"""Where in a bounce's text the returned message begins."""

import re

RETURNED = re.compile(
    r"^[ \t>*|#=_~\-]{0,40}(?:"
    r"below (?:this line )?is a copy of (?:the |your )?(?:original )?message|original mail info"
    r"|the attachment contains the original.{0,40}"
    r"|below the next line is a copy|this is a copy of (?:the"
    r"|your) (?:message|mail)"
    r"|original (?:message|mail)(?: (?:follows|header|text|attached|as received).{0,60})?"
    r"|the original message (?:follows|was).{0,40}|original message headers?|message headers? follows?"
    r"|(?:the )?(?:header|headers|body)s? (?:of|from) the original.{0,60}|the (?:header and top"
    r"|first) \d+ lines.{0,80}"
    r"|returned (?:mail|message)(?: follows)?|start of returned message|unsent message(?: below| follows)?"
    r"|undelivered message"
    r"|message (?:text|body|contents?) (?:follows|suppressed)|message header follows|forwarded message"
    r"|included is a copy"
    r"|here is a copy of.{0,60}|a copy of the original message.{0,40}|a summary of the undelivered message.{0,60}"
    r"|your (?:original )?message (?:reads|follows|is included|begins).{0,40}|old message"
    r"|begin(?:ning of)? original.{0,40}"
    r"|attachment is a copy of the message|the (?:text|contents?) of the (?:original )?message.{0,40}"
    r"|copy of your message"
    r"|the following is the (?:original|beginning).{0,60}|copy of the (?:original )?message.{0,40}|original-message"
    r"|(?:original)?nachricht(?:,? die).{0,40}|ursprüngliche nachricht|es folgt (?:die|der).{0,60}"
    r"|message d'origine.{0,30}"
    r"|mensaje original.{0,30}|mensagem original.{0,30}|messaggio originale.{0,30}|oorspronkelijk bericht"
    r"|копия (?:вашего )?(?:письма|сообщения).{0,60}|исходное сообщение.{0,40}"
    r"|附件.{0,40}原.{0,30}"
    r"|以下.{0,12}(?:元|オリジナル|コピー).{0,30}|元のメッセージ.{0,20}"
    r")[ \t.:>*|#=_~\-]{0,80}$",
    re.IGNORECASE | re.MULTILINE,
)
"""A line after which the returned message stands."""
HEADER_BLOCK = re.compile(
    r"\n\n(?:>? ?(?:return-path|received|dkim-signature|x-[\w-]{1,40}):[^\n]{0,998}\n)", re.IGNORECASE
)
"""A returned header without a line in front of it."""


def own_text(text: str) -> str:
    """What the mail system itself wrote: everything in front of the returned message."""
    places = [found.start() for found in (RETURNED.search(text), HEADER_BLOCK.search(text)) if found]
    return text[: min(places)] if places else text
