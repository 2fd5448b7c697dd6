"""Control words of RTF 1.9.1 that stand for a character, hide what follows, or name a charset."""

from collections.abc import Mapping

CHARACTERS: Mapping[str, str] = {
    "par": "\n",
    "line": "\n",
    "sect": "\n",
    "page": "\n",
    "row": "\n",
    "tab": "\t",
    "cell": "\t",
    "lquote": "\N{LEFT SINGLE QUOTATION MARK}",
    "rquote": "\N{RIGHT SINGLE QUOTATION MARK}",
    "ldblquote": "\N{LEFT DOUBLE QUOTATION MARK}",
    "rdblquote": "\N{RIGHT DOUBLE QUOTATION MARK}",
    "bullet": "\N{BULLET}",
    "endash": "\N{EN DASH}",
    "emdash": "\N{EM DASH}",
    "enspace": "\N{EN SPACE}",
    "emspace": "\N{EM SPACE}",
    "zwj": "\N{ZERO WIDTH JOINER}",
    "zwnj": "\N{ZERO WIDTH NON-JOINER}",
}
SYMBOLS: Mapping[str, str] = {
    "\\": "\\",
    "{": "{",
    "}": "}",
    "~": "\N{NO-BREAK SPACE}",
    "_": "\N{NON-BREAKING HYPHEN}",
    "\n": "\n",
    "\r": "\n",
}
HIDDEN = frozenset(
    [
        "fonttbl",
        "colortbl",
        "stylesheet",
        "info",
        "pict",
        "object",
        "objdata",
        "themedata",
        "colorschememapping",
        "datastore",
        "latentstyles",
        "listtable",
        "listoverridetable",
        "rsidtbl",
        "generator",
        "filetbl",
        "revtbl",
        "xmlnstbl",
        "header",
        "headerl",
        "headerr",
        "headerf",
        "footer",
        "footerl",
        "footerr",
        "footerf",
        "footnote",
        "private",
        "fldinst",
        "mhtmltag",
        "bkmkstart",
        "bkmkend",
    ]
)
"""Destinations of which nothing is shown."""
CODE_PAGES: Mapping[int | None, str] = {
    77: "macintosh",
    128: "cp932",
    129: "cp949",
    134: "cp936",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}
"""Of a font's \\fcharset."""
DOUBLE_BYTE = frozenset({"cp932", "cp936", "cp949", "cp950"})
