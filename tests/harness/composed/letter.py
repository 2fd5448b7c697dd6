"""A composed message and what a reader is to find in it."""

from base64 import encodebytes
from dataclasses import dataclass

FIELDS = b"From: Ada Berg <ada@shop.example>\nTo: bert@north.example\nSubject: Composed\nMIME-Version: 1.0\n"


@dataclass(frozen=True, slots=True)
class Letter:
    """`files` are file name, media type and content; blanks at the ends of texts and files do not count."""

    raw: bytes
    text: str = ""
    html: str = ""
    files: tuple[tuple[str, str, bytes], ...] = ()
    inline: tuple[str, ...] = ()
    """The names of the files that are shown in the text."""
    defects: tuple[str, ...] = ()


def written(entity: bytes) -> bytes:
    """A whole message of an entity: its fields, an empty line, its body."""
    return FIELDS + entity


def entity(fields: str, content: bytes | str) -> bytes:
    return fields.encode() + b"\n\n" + (content.encode() if isinstance(content, str) else content)


def base64(fields: str, content: bytes) -> bytes:
    return entity(f"{fields}\nContent-Transfer-Encoding: base64", encodebytes(content))


def multipart(subtype: str, *entities: bytes, edge: str = "edge", more: str = "") -> bytes:
    body = b"".join(f"--{edge}\n".encode() + each.rstrip(b"\n") + b"\n" for each in entities)
    return entity(f'Content-Type: multipart/{subtype}; boundary="{edge}"{more}', body + f"--{edge}--\n".encode())


def plain(text: str) -> bytes:
    return entity("Content-Type: text/plain; charset=utf-8", text)


def page(text: str) -> bytes:
    return entity("Content-Type: text/html; charset=utf-8", text)
