"""The lines of a signature that may say something of its author."""

import re
import unicodedata
from dataclasses import dataclass

from services.parser.domain.reply.marks import is_footer, is_list_address, is_rule, is_sent_from
from services.parser.domain.reply.signature import DELIMITERS

PGP_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
MAX_LINES = 30
MAX_LINE_CHARS = 300
MAX_SIGNATURE_CHARS = 8192
_AROUND = " \t\r\u00a0\u200b\u200e\u200f*_~|>"
_BETWEEN = re.compile(r"\s*[|¦·•∙‧●▪■◆★]\s*|\s+[–—―-]\s+|\s+//?\s+|\t+|\s{3,}")
_MAY_BE_BETWEEN = re.compile(r"[|¦·•∙‧●▪■◆★/\t–—―]|\s-\s|\s{3}")
_CODED_LINK = re.compile(r"<(?:https?|mailto|tel):[^<>\s]{1,250}>", re.IGNORECASE)
_BESIDE = " ,;:*_\u00a0\"'“”„<>"
_DISCLAIMER = 160


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """`written` as it stands there; `text` the same with full-width digits and letters made plain (NFKC)."""

    written: str
    text: str


def own_lines(signature: str) -> list[SignatureLine]:
    """The lines without delimiters and drawn ones, up to the paragraph that a list or a program added below."""
    found: list[SignatureLine] = []
    paragraph = 0
    for each in signature[:MAX_SIGNATURE_CHARS].split("\n"):
        line = each[:MAX_LINE_CHARS].strip(_AROUND)
        if line == PGP_SIGNATURE or len(found) == MAX_LINES:
            break
        if not line or line in DELIMITERS or is_rule(line):
            paragraph = len(found)
        elif is_footer(line) or is_list_address(line) or is_sent_from(line):
            return found[:paragraph]
        else:
            text = line if line.isascii() else unicodedata.normalize("NFKC", line)[: 2 * MAX_LINE_CHARS]
            found.append(SignatureLine(line, text))
    return found


def segments(text: str) -> list[str]:
    """What stands between bars, dots and dashes; nothing of a line as long as a disclaimer's."""
    if len(text) > _DISCLAIMER:
        return []
    text = _CODED_LINK.sub(" ", text) if "<" in text else text
    parts = (
        part.lstrip(_BESIDE + ".").rstrip(_BESIDE)
        for part in (_BETWEEN.split(text) if _MAY_BE_BETWEEN.search(text) else (text,))
    )
    return [part for part in parts if part.strip(".")]
