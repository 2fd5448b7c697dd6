"""The MIME tree of a message: by fast-mail-parser, by the standard library where that refuses or would lose content."""

from services.parser.domain.fields.header import Header
from services.parser.domain.parts.fast_tree import fast_tree
from services.parser.domain.parts.part import Tree
from services.parser.domain.parts.stdlib_tree import stdlib_tree

MIME_REPAIRED = "mime_repaired"
_STRUCTURAL = ("content-type", "content-transfer-encoding", "content-disposition", "content-id")


def read_tree(header: Header) -> Tree:
    """The tree of the body under the header's MIME fields; total."""
    message = restated(header)
    tree = fast_tree(message)
    if tree is not None:
        return tree
    tree = stdlib_tree(message)
    return Tree(tree.root, (*tree.defects, MIME_REPAIRED))


def restated(header: Header) -> bytes:
    """The MIME fields alone and the body: header lines that confuse a parser cannot reach the tree."""
    fields = [
        name.encode() + b": " + value + b"\r\n" for name in _STRUCTURAL if (value := header.first(name)) is not None
    ]
    return b"".join((*fields, b"\r\n", header.body))
