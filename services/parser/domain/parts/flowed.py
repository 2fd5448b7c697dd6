"""Text in format=flowed (RFC 3676): lines that end with a blank go on in the next."""

import re

FLOWED = "flowed"
FLOWED_DELSP = "flowed, delsp"
_SIGNATURE = "-- "
_QUOTED = re.compile(r"(>*)( ?)(.*)", re.DOTALL)


def flowed_form(format_: str, delsp: str) -> str:
    """How the parameters of a text/plain say that it flows; empty where it does not."""
    if format_.lower() != "flowed":
        return ""
    return FLOWED_DELSP if delsp.lower() == "yes" else FLOWED


def unflowed(text: str, form: str) -> str:
    """The text with whole paragraphs as lines; another quote depth and the signature line end one (§4.2 to §4.5)."""
    lines: list[str] = []
    open_quotes: str | None = None
    paragraph: list[str] = []
    for line in text.split("\n"):
        quotes, content = _split(line)
        is_signature = content == _SIGNATURE
        if open_quotes is not None and (open_quotes != quotes or is_signature):
            lines.append(_joined(open_quotes, paragraph))
            paragraph, open_quotes = [], None
        is_soft = content.endswith(" ") and not is_signature
        paragraph.append(content[:-1] if is_soft and form == FLOWED_DELSP else content)
        open_quotes = quotes if is_soft else None
        if not is_soft:
            lines.append(_joined(quotes, paragraph))
            paragraph = []
    return "\n".join(lines if open_quotes is None else [*lines, _joined(open_quotes, paragraph)])


def _split(line: str) -> tuple[str, str]:
    """The quote marks and the rest, unstuffed."""
    found = _QUOTED.match(line)
    return (found[1], found[3]) if found else ("", line)


def _joined(quotes: str, paragraph: list[str]) -> str:
    text = "".join(paragraph)
    return f"{quotes} {text}" if quotes and text else quotes + text
