"""The MIME tree as the standard library sees it: slower, refuses nothing, keeps what has no boundary."""

import re
from email import message_from_bytes
from email.message import Message
from typing import TypeAlias, cast

from services.parser.domain.encodings.transfer import decoded_content, encoding_of
from services.parser.domain.fields.encoded_words import raw_text
from services.parser.domain.fields.message_ids import read_message_id
from services.parser.domain.fields.parameters import Parameters, read_parameters
from services.parser.domain.parts.filenames import name_of_part
from services.parser.domain.parts.flowed import flowed_form
from services.parser.domain.parts.part import MULTIPART_MALFORMED, Limit, Part, Tree, part_type, root_id

_FOLD = re.compile(r"[\r\n]+[ \t]*")
StdlibMessage: TypeAlias = "Message[str, str]"


def stdlib_tree(message: bytes) -> Tree:
    """The tree of any bytes; nesting that exhausts the parser leaves one part with all the text."""
    limit = Limit()
    try:
        root = _part(message_from_bytes(message), limit, 0)
    except RecursionError:
        return Tree(Part("text/plain", content=message), (MULTIPART_MALFORMED,))
    return Tree(root, tuple(limit.defects))


def _part(node: StdlibMessage, limit: Limit, depth: int) -> Part:
    declared, disposition = _parameters(node, "content-type"), _parameters(node, "content-disposition")
    content_id = _field(node, "content-id")
    filename = name_of_part(declared.value, disposition.parameters, declared.parameters)
    is_in_digest = not declared.value and node.get_default_type() == "message/rfc822"  # RFC 2046 §5.1.5
    content_type = "message/rfc822" if is_in_digest else part_type(declared.value, filename)
    if node.is_multipart() and content_type.startswith("multipart/"):
        children = tuple(_part(child, limit, depth + 1) for child in _inner(node) if limit.allows(depth + 1))
        return Part(content_type, children=children, start=root_id(_field(node, "content-type")))
    if content_type.startswith("multipart/"):
        limit.defects[MULTIPART_MALFORMED] = None
        content_type = "text/plain"
    return Part(
        content_type=content_type,
        charset=declared.parameters.get("charset", ""),
        filename=filename,
        content_id=read_message_id(content_id.encode("utf-8", "replace")),
        disposition=disposition.value,
        flowed=flowed_form(declared.parameters.get("format", ""), declared.parameters.get("delsp", "")),
        content=_content(node),
    )


def _content(node: StdlibMessage) -> bytes:
    if node.is_multipart():  # message/rfc822 and message/delivery-status: what is inside, as it was
        return b"\n".join(_flattened(child) for child in _inner(node))
    encoding = encoding_of(_field(node, "content-transfer-encoding"))
    return decoded_content(_as_written(node), encoding)


def _inner(node: StdlibMessage) -> list[StdlibMessage]:
    return cast("list[StdlibMessage]", node.get_payload())


def _as_written(node: StdlibMessage) -> bytes:
    """The body's bytes, transfer encoding and all; without the field nothing is decoded, and nothing guessed."""
    del node["content-transfer-encoding"]
    return cast("bytes | None", node.get_payload(decode=True)) or b""


def _flattened(node: StdlibMessage) -> bytes:
    header = "".join(f"{name}: {value}\n" for name, value in node.raw_items())
    return header.encode("utf-8", "surrogateescape") + b"\n" + _body(node)


def _body(node: StdlibMessage) -> bytes:
    if not node.is_multipart():
        return _as_written(node)
    boundary = _parameters(node, "content-type").parameters.get("boundary", "")
    line = f"\n--{boundary}".encode()
    return b"".join(line + b"\n" + _flattened(child) for child in _inner(node)) + line + b"--\n"


def _field(node: StdlibMessage, name: str) -> str:
    """The field's text; raw eight-bit bytes come as surrogates and are read as they read best."""
    found = next((str(value) for key, value in node.raw_items() if key.lower() == name), "")
    return raw_text(found.encode("utf-8", "surrogateescape"))


def _parameters(node: StdlibMessage, name: str) -> Parameters:
    return read_parameters(" ".join(_FOLD.split(_field(node, name))))
