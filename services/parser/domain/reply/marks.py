"""What a line is by itself: a quote mark, a rule, the words between two messages, a signature's first."""

import re
from collections.abc import Sequence

from services.parser.domain.reply.words.marks import FORWARD_PREFIXES, WORDS_OF_FORWARDED, WORDS_OF_ORIGINAL
from services.parser.domain.reply.words.signatures import FOOTERS, STARTS_OF_SENT_FROM, WORDS_OF_CLOSINGS

MAX_MARK_CHARS = 120
MAX_SENT_FROM_CHARS = 90
MAX_CLOSING_CHARS = 40
RULES = frozenset("-_=*~#—–―─━+")
_RULE = re.compile(r"[-_=*~#—–―─━+\s]{2,}|—")
_BEFORE_WORDS = RULES | frozenset("<[>|")
_AFTER_WORDS = RULES | frozenset(":：")
_AROUND_WORDS = " \t\u00a0-_=*~#—–―─━+>:：.<[]|\u3000"
_INITIALS = re.compile(r"[A-Z][A-Za-z]{0,3}>+(?:\s|$)")
_PREFIX = re.compile(r"\s*(?:\[[^\]]{0,40}\]\s*)?(\w{1,12})\s?[:：]")
_CONTACT = re.compile(
    r"\+?\(?\d[\d\s()./-]{6,}\d|https?://|\bwww\.|[\w.+-]{1,64}@[\w-]{1,64}\.|\b(?:tel|phone|mobile|fax|mob|cell)\b[.:]?",
    re.IGNORECASE,
)


def is_quote_mark(line: str) -> bool:
    """Whether a stripped line is marked as quoted; `>From` alone is what mbox files make of `From`."""
    if line[0] in ">＞":
        return not line.startswith(">From ")
    return line[1:5].find(">") >= 0 and _INITIALS.match(line) is not None


def has_initials(lines: Sequence[str]) -> bool:
    """Whether two lines are marked by somebody's initials: one is a name in brackets, or code."""
    marked = 0
    for line in lines:
        if ">" in line[1:5] and _INITIALS.match(line):
            marked += 1
            if marked > 1:
                return True
    return False


def is_rule(line: str) -> bool:
    """Whether a stripped line is drawn and not written."""
    return line[0] in RULES and _RULE.fullmatch(line) is not None


def may_be_mark(line: str) -> bool:
    """Whether a line can be one of the two below: cheap, for every line that may tell."""
    return line[0] in _BEFORE_WORDS or line[-1] in _AFTER_WORDS


def is_original(line: str) -> bool:
    """-----Original Message-----"""
    return _words(line) in WORDS_OF_ORIGINAL


def is_forwarded(line: str) -> bool:
    """---------- Forwarded message ---------"""
    words = _words(line)
    return words in WORDS_OF_FORWARDED or (line[0] in RULES and words.startswith("forwarded by "))


def is_forward_subject(subject: str) -> bool:
    """Whether the first prefix of a subject says that a message is passed on."""
    found = _PREFIX.match(subject[:200])
    return found is not None and found[1].lower() in FORWARD_PREFIXES


def is_sent_from(line: str) -> bool:
    """Sent from my …"""
    if len(line) > MAX_SENT_FROM_CHARS:
        return False
    words = line.strip(" *_[(<-—–~\u200e").lower()
    if words[:2] in _BEGINNINGS and words.startswith(STARTS_OF_SENT_FROM):
        return True
    return words.endswith(_AT_THE_END)


_BEGINNINGS = frozenset(words[:2] for words in STARTS_OF_SENT_FROM)
_AT_THE_END = ("から送信", "에서 보냄", "dan gönderildi", "den gönderildi", "küldve")


def is_closing(line: str) -> bool:
    """Best regards,"""
    return line.strip(" ,.!;:-—–*_~，。、！").lower() in WORDS_OF_CLOSINGS


def has_contact(line: str) -> bool:
    """Whether a line tells how to reach somebody."""
    return _CONTACT.search(line[:200]) is not None


def is_footer(line: str) -> bool:
    """Whether a line is of those that lists and services put below."""
    lower = line[:200].lower()
    return any(words in lower for words in FOOTERS)


def is_list_address(line: str) -> bool:
    """A line that has nothing but the page of a list."""
    return "listinfo" in line and _LIST_ADDRESS.fullmatch(line[:200]) is not None


_LIST_ADDRESS = re.compile(r"<?https?://\S+/(?:mailman/)?listinfo/\S+", re.IGNORECASE)


def _words(line: str) -> str:
    words = line.strip(_AROUND_WORDS) if len(line) <= MAX_MARK_CHARS else ""
    return words.replace("\u0130", "i").lower()
