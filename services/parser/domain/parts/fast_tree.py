"""The MIME tree as fast-mail-parser sees it; None for what it rejects or would lose, and where it is known to err.

It decodes nothing where a transfer encoding has comments, quotes or more words, drops raw bytes in quoted-printable,
ends a part at a line that begins with the boundary and goes on, leaves out a part that is not ended, decodes a name in
pieces each by itself (RFC 2231 §3, RFC 2047) and reads raw bytes in one as Latin-1.
tests/unit/parser/parts/test_two_parsers.py holds it against the standard library.
"""

import re
from collections.abc import Mapping

from fast_mail_parser import ParseError, PyLazyMimePart, parse_email_tree

from services.parser.domain.encodings.transfer import decoded_content, encoding_of
from services.parser.domain.fields.parameters import read_parameters
from services.parser.domain.parts.filenames import name_of_part
from services.parser.domain.parts.flowed import flowed_form
from services.parser.domain.parts.part import Limit, Part, Tree, part_type, root_id

_UNDERSTOOD = frozenset({"", "7bit", "8bit", "binary", "base64", "quoted-printable"})
_BOUNDARY = re.compile(r"""boundary\s*=\s*(?:"([^"]+)"|([^\s;"]+))""", re.IGNORECASE)
_LOOKED_AT = 80


class _DoubtfulError(Exception):
    """The other parser is to look: content would be lost or misread."""


def fast_tree(message: bytes) -> Tree | None:
    """The tree, or None: the message is refused, a transfer encoding is broken, or a boundary is missing."""
    limit = Limit()
    try:
        root = _part(parse_email_tree(message, mode="lazy"), message, limit, 0)
    except (ParseError, _DoubtfulError):
        return None
    return Tree(root, tuple(limit.defects))


def _part(node: PyLazyMimePart, message: bytes, limit: Limit, depth: int) -> Part:
    fields = {name.lower(): values[0] for name, values in node.headers.items() if values}
    declared = fields.get("content-type", "")
    if node.content_type.startswith("multipart/"):
        boundary = _BOUNDARY.search(declared)
        counted = count_parts(message, boundary[1] or boundary[2]) if boundary else 0
        if not counted or counted != len(node.children):
            raise _DoubtfulError
        children = tuple(_part(child, message, limit, depth + 1) for child in node.children if limit.allows(depth + 1))
        return Part(node.content_type, children=children, start=root_id(declared))
    if not (declared.isascii() and fields.get("content-disposition", "").isascii()):
        raise _DoubtfulError
    disposition, parameters = _parameters(fields)
    filename = name_of_part(node.content_type, disposition, parameters)
    return Part(
        content_type=part_type(node.content_type, filename),
        charset=parameters.get("charset", ""),
        filename=filename,
        content_id=node.content_id,
        disposition=(node.disposition or "").lower(),
        flowed=flowed_form(parameters.get("format", ""), parameters.get("delsp", "")),
        content=_content(node, fields.get("content-transfer-encoding", "").lower(), message),
    )


def count_parts(message: bytes, boundary: str) -> int:
    """How many lines are this delimiter; 0 where one begins with it and goes on (RFC 2046 §5.1.1)."""
    delimiter = b"--" + boundary.encode("utf-8", "replace")
    start, count = message.find(delimiter), 0
    while start >= 0:
        end = start + len(delimiter)
        if message[start - 1 : start] in {b"\n", b""}:
            rest = message[end : end + _LOOKED_AT].partition(b"\n")[0]
            if rest.removeprefix(b"--").strip(b" \t\r"):
                return 0
            count += not rest.startswith(b"--")
        start = message.find(delimiter, end)
    return count


def _content(node: PyLazyMimePart, written: str, message: bytes) -> bytes:
    if written == "quoted-printable" and not message.isascii():
        raise _DoubtfulError
    content = node.content or b""
    return content if written in _UNDERSTOOD else decoded_content(content, encoding_of(written))


def _parameters(fields: Mapping[str, str]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Of Content-Disposition and Content-Type, where they say something that is asked for."""
    disposition, declared = fields.get("content-disposition", ""), fields.get("content-type", "")
    lowered = declared.lower()
    is_asked = "charset" in lowered or "name" in lowered or "flowed" in lowered or "message/partial" in lowered
    return (
        read_parameters(disposition).parameters if "name" in disposition.lower() else {},
        read_parameters(declared).parameters if is_asked else {},
    )
