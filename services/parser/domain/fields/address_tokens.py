"""An address list cut at its separators (RFC 5322 §3.4 and its obsolete forms), before anything in it is decoded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from services.parser.domain.fields.encoded_words import WORD

ENCODED_WORD = re.compile(WORD, re.DOTALL)
_COMMENT = r"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.){0,64}+\)){0,64}+\)"
# The bounds keep a field of unfinished quotes from costing a square of its size.
_TOKEN = re.compile(
    rf"""
    (?P<word>{WORD})                       # an encoded word is one atom, whatever is in it
    | "(?P<quoted>[^"\\]{{0,998}}(?:\\.[^"\\]{{0,998}}){{0,64}})"
    | (?P<comment>{_COMMENT})
    | <(?P<angle>[^<>]*)>
    | <(?P<open>[^<>,;]*)
    | (?P<literal>\[[^\[\]]*\])
    | (?P<separator>[,;:])
    | (?P<space>\s+)
    | (?P<atom>[^\s"()<>\[\],;:=]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_COMMENTS = re.compile(_COMMENT, re.DOTALL)
_QUOTED = frozenset(("quoted", "local"))
_SPACE = re.compile(r"\s+")
_MAILTO = re.compile(r"\[\s*(?:mailto:)?([^\s\[\]@]+@[^\s\[\]@]+)\s*\]", re.IGNORECASE)


@dataclass(slots=True)
class Piece:
    """What stands between two separators; `syntax` is what an addr-spec may be made of, a quoted name is not."""

    words: list[tuple[str, str]] = field(default_factory=list)
    has_at: bool = False
    angle: str = ""
    comment: str = ""
    separator: str = ""
    is_end_of_group: bool = False

    @property
    def specs(self) -> list[str]:
        """The addr-specs that stand without angle brackets."""
        return [part for part, is_spec in self._parts() if is_spec]

    @property
    def name(self) -> str:
        """Everything else; beside an angle address everything."""
        if self.angle.strip() or not self.has_at:
            return "".join(text for _, text in self.words)
        return " ".join(part for part, is_spec in self._parts() if not is_spec)

    def _parts(self) -> list[tuple[str, bool]]:
        if not self.has_at:
            return []
        parts: list[tuple[str, bool]] = []
        syntax = "".join("\0" if kind in _QUOTED else text.replace("\0", "") for kind, text in self.words)
        quoted = iter([text for kind, text in self.words if kind in _QUOTED])
        for part in _SPACE.sub(" ", syntax).replace(" @", "@").replace("@ ", "@").strip().split(" "):
            text = "".join(next(quoted) if each == "\0" else each for each in part) if "\0" in part else part
            parts.append((_MAILTO.sub(r"\1", text), "@" in part))
        return parts


def pieces_of(text: str) -> Iterator[Piece]:
    """The pieces in their order; a group's name, and its end, are marked by an empty one."""
    piece, last_semicolon = Piece(), text.rfind(";")
    for token in _TOKEN.finditer(text):
        kind, content = token.lastgroup, token[0]
        if kind == "separator" and content == ":":
            if piece.has_at or piece.angle or token.start() > last_semicolon or _is_mailto(piece):
                piece.words.append(("atom", content))  # no group's name: it has no end
                continue
            piece = Piece(is_end_of_group=True)
        if kind == "separator":
            piece.separator = content
            yield piece
            piece = Piece()
        elif kind in {"angle", "open"}:
            if "@" in piece.angle:
                yield piece
                piece = Piece()
            elif piece.angle:
                piece.words.append(("atom", piece.angle))
            piece.angle = token[kind]
        elif kind == "comment":
            piece.comment = piece.comment or _QUOTED_PAIR.sub(r"\1", content[1:-1])
        elif content == ">":  # left over: it ends a word, and joins none
            _add(piece, "space", " ", "")
        else:
            _add(
                piece, str(kind), token[0] if kind != "quoted" else token["quoted"], text[token.end() : token.end() + 1]
            )
    yield piece


def without_comments(spec: str) -> str:
    """An addr-spec without what is in round brackets."""
    return _COMMENTS.sub("", spec) if "(" in spec else spec


def _add(piece: Piece, kind: str, content: str, following: str) -> None:
    if kind == "quoted" and following == "@":  # a local-part
        piece.words.append(("local", f'"{content}"'))
    elif kind == "quoted":
        piece.words.append((kind, _QUOTED_PAIR.sub(r"\1", content)))
    elif kind == "space":
        piece.words.append((kind, " "))
    else:
        piece.words.append((kind, content))
        piece.has_at = piece.has_at or (kind != "word" and "@" in content)


def _is_mailto(piece: Piece) -> bool:
    return "".join(text for _, text in piece.words).strip().lower() == "mailto"
