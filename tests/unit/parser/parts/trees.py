"""MIME trees in a form in which both parsers' can be compared."""

from services.parser.domain.parts.part import Part


def told(part: Part) -> object:
    """What both must agree on; line ends and blanks at the ends of a text may differ."""
    if part.children:
        return part.content_type, [told(child) for child in part.children]
    is_whole = part.content_type.startswith("message/")
    content = b"" if is_whole else part.content.replace(b"\r\n", b"\n").strip()
    return part.content_type, part.charset, part.filename, part.content_id, part.disposition, part.flowed, content
