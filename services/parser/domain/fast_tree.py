"""The MIME tree as fast-mail-parser sees it; None for what it rejects or would lose."""

from fast_mail_parser import ParseError, PyLazyMimePart, parse_email_tree

from services.parser.domain.filenames import safe_filename
from services.parser.domain.parameters import read_parameters
from services.parser.domain.part import Limit, Part, Tree
from services.parser.domain.transfer import UUENCODE, from_uuencode


class _LostContentError(Exception):
    """A multipart without a single part: its text would be lost."""


def fast_tree(message: bytes) -> Tree | None:
    """The tree, or None: the message is refused, a transfer encoding is broken, or a boundary is missing."""
    limit = Limit()
    try:
        root = _part(parse_email_tree(message, mode="lazy"), limit, 0)
    except (ParseError, _LostContentError):
        return None
    return Tree(root, tuple(limit.defects))


def _part(node: PyLazyMimePart, limit: Limit, depth: int) -> Part:
    if node.content_type.startswith("multipart/"):
        if not node.children:
            raise _LostContentError
        children = tuple(_part(child, limit, depth + 1) for child in node.children if limit.allows(depth + 1))
        return Part(node.content_type, children=children)
    declared = _first(node, "content-type")
    return Part(
        content_type=node.content_type,
        charset=read_parameters(declared).parameters.get("charset", "") if "harset" in declared.lower() else "",
        filename=safe_filename(node.filename or ""),
        content_id=node.content_id,
        disposition=(node.disposition or "").lower(),
        content=_content(node),
    )


def _content(node: PyLazyMimePart) -> bytes:
    content = node.content or b""
    return from_uuencode(content) if _first(node, "content-transfer-encoding").lower() in UUENCODE else content


def _first(node: PyLazyMimePart, name: str) -> str:
    return next((values[0] for key, values in node.headers.items() if key.lower() == name and values), "")
