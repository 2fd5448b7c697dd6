"""The MIME tree with its packed leaves opened: what a sender attached is what a reader is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from services.parser.domain.encodings.transfer import from_base64
from services.parser.domain.fields.encoded_words import raw_text
from services.parser.domain.fields.header import read_header
from services.parser.domain.parts.filenames import safe_filename
from services.parser.domain.parts.packed import tnef, tnef_stream, uuencoded
from services.parser.domain.parts.packed.limits import MAX_PACKED_DEPTH
from services.parser.domain.parts.packed.signed_data import enclosed
from services.parser.domain.parts.part import NESTING_OVER_LIMIT, Part, Tree
from services.parser.domain.parts.tree import read_tree

SIGNATURE_NOT_VERIFIED = "signature_not_verified"
SMIME_MALFORMED = "smime_malformed"
MESSAGE_PARTIAL = "message_partial"
_TEXT_TYPES = frozenset({"text/plain", "text/html"})
_SEQUENCE = b"\x30"
_LOOKED_AT = 80
_MIXED = "multipart/mixed"


@dataclass(slots=True)
class _Unpacking:
    """How far down one is in the message, and what was found wrong."""

    root: Part
    depth: int = 0
    defects: dict[str, None] = field(default_factory=dict)

    def add(self, *defects: str) -> None:
        self.defects.update(dict.fromkeys(defects))

    def within(self, part: Part) -> Part:
        """The part, itself opened, one level further down."""
        self.depth += 1
        found = _unpacked(part, self)
        self.depth -= 1
        return found

    @property
    def texts(self) -> frozenset[str]:
        """The kinds of text that the message has outside of what is packed."""
        said = (each for each in self.root.walk() if each.disposition != "attachment" and each.content.strip())
        return _TEXT_TYPES & {each.content_type for each in said}


def unpacked(tree: Tree) -> Tree:
    """The tree, in which the leaves that hold parts are multiparts. Total; what cannot be opened stays a file."""
    unpacking = _Unpacking(tree.root)
    root = _unpacked(tree.root, unpacking)
    return tree if root is tree.root and not unpacking.defects else Tree(root, (*tree.defects, *unpacking.defects))


def _unpacked(part: Part, unpacking: _Unpacking) -> Part:
    if part.children:
        children = tuple(_unpacked(child, unpacking) for child in part.children)
        is_same = all(one is other for one, other in zip(children, part.children, strict=True))
        return part if is_same else replace(part, children=children)
    opener = _opener(part)
    if opener is None:
        return part
    if unpacking.depth >= MAX_PACKED_DEPTH:
        unpacking.add(NESTING_OVER_LIMIT)
        return part
    return opener(part, unpacking)


def _opener(part: Part) -> "_Opener | None":
    """By the type, for a file of any type by the name; of a text that is read, where it has a mark."""
    if part.content_type == "text/plain":
        is_read = not part.filename and part.disposition != "attachment"
        return _text if is_read and uuencoded.has_mark(part.content) else None
    return _BY_TYPE.get(part.content_type) or (_BY_NAME.get(part.filename.lower()) if part.filename else None)


def _text(part: Part, unpacking: _Unpacking) -> Part:
    """The text without the files that stand in it, and the files after it."""
    if uuencoded.is_yenc(part.content):
        unpacking.add(uuencoded.YENC_NOT_DECODED)
    found = uuencoded.uuencoded_files(part.content)
    if not found:
        return part
    if not all(each.is_whole for each in found):
        unpacking.add(uuencoded.UUENCODE_TRUNCATED)
    starts, ends = [each.start for each in found], [each.end for each in found]
    pieces = zip([0, *ends], [*starts, len(part.content)], strict=True)
    text = replace(part, content=b"".join(part.content[start:end] for start, end in pieces))
    return Part(_MIXED, children=(text, *(unpacking.within(_file(each)) for each in found)))


def _file(found: uuencoded.Uuencoded) -> Part:
    name = safe_filename(raw_text(found.name).strip(" \t\"'"))
    return Part("application/octet-stream", filename=name, disposition="attachment", content=found.content)


def _tnef(part: Part, unpacking: _Unpacking) -> Part:
    """Its texts are read where the message does not say the same outside of it."""
    found = tnef.opened(_octets(part.content, tnef_stream.SIGNATURE))
    if found is None:
        unpacking.add(tnef.TNEF_MALFORMED)
        return part
    unpacking.add(*found.defects)
    outside = unpacking.texts
    texts = [each for each in found.texts if each.content_type not in outside and "text/html" not in outside]
    bodies = [Part("multipart/alternative", children=tuple(texts))] if texts else []
    children = (*bodies, *map(unpacking.within, found.files))
    return Part(_MIXED, children=children) if found.texts or found.files else part


def _signed(part: Part, unpacking: _Unpacking) -> Part:
    """The entity in an opaque signature (RFC 8551 §3.5.2), which nobody has verified."""
    found = enclosed(_octets(part.content, _SEQUENCE))
    if found is None:
        return part
    unpacking.add(SIGNATURE_NOT_VERIFIED, *([] if found.is_whole else [SMIME_MALFORMED]))
    tree = read_tree(read_header(found.content))
    unpacking.add(*tree.defects)
    return unpacking.within(tree.root)


def _octets(content: bytes, begin: bytes) -> bytes:
    """The content, from base64 where the field that says so was lost."""
    decoded = b"" if content.startswith(begin) else from_base64(content[:_LOOKED_AT])
    return from_base64(content) if decoded.startswith(begin) else content


def _partial(part: Part, unpacking: _Unpacking) -> Part:
    unpacking.add(MESSAGE_PARTIAL)
    return part


_Opener = Callable[[Part, _Unpacking], Part]
_BY_TYPE: Mapping[str, _Opener] = {
    **dict.fromkeys(("application/ms-tnef", "application/vnd.ms-tnef", "application/x-ms-tnef"), _tnef),
    **dict.fromkeys(("application/pkcs7-mime", "application/x-pkcs7-mime"), _signed),
    "message/partial": _partial,
}
_BY_NAME: Mapping[str, _Opener] = {"winmail.dat": _tnef, "win.dat": _tnef, "smime.p7m": _signed}
