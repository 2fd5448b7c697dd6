"""Addresses and pages in a line."""

import re
from dataclasses import dataclass

from services.parser.domain.contact.words.labels import WEB

_EMAIL = re.compile(r"[^\W_][\w.+'-]{0,63}@[^\W_][\w-]{0,62}(?:\.[^\W_][\w-]{0,62}){1,6}")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'|,;()\[\]{}]{2,250}", re.IGNORECASE)
_MAY_HAVE_URL = re.compile(r"://|www\.", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![\w@./-])[^\W_][\w-]{0,62}(?:\.[^\W_][\w-]{0,62}){0,4}\.[a-z]{2,24}(?:/[^\s|,;<>]{0,200})?(?![\w@])"
)
_ENDS = ".,:;!?*_~)]}>/"
_PASSED_OVER = ("unsubscribe", "aka.ms/", "avast.com", "avg.com", "mailman/listinfo", "groups.google.com/d/optout")
_WEB = tuple(f"{word}:" for word in WEB)


@dataclass(frozen=True, slots=True)
class Reached:
    """What a line names, and what is left of it without that."""

    emails: tuple[str, ...]
    urls: tuple[str, ...]
    rest: str


def read_reached(text: str, domain: str) -> Reached:
    """`domain`: of the author's address; a page's bare name is believed there, with a path,
    after a label, or alone in its line.
    """
    if "." not in text:
        return Reached((), (), text)
    urls, emails, rest = [], [], text
    if _MAY_HAVE_URL.search(rest):
        urls = [found[0].rstrip(_ENDS) for found in _URL.finditer(rest)]
        rest = _URL.sub(" ", rest)
    if "@" in rest:
        emails = [found[0].rstrip(".-'") for found in _EMAIL.finditer(rest)]
        rest = _EMAIL.sub(" ", rest)
    bare = [found[0].rstrip(_ENDS) for found in _BARE.finditer(rest.lower()) if _is_page(found, rest, domain)]
    for each in bare:
        rest = re.sub(re.escape(each), " ", rest, flags=re.IGNORECASE)
    named = tuple(each for each in (*urls, *bare) if not any(part in each.lower() for part in _PASSED_OVER))
    return Reached(tuple(emails), named, rest)


def _is_page(found: re.Match[str], text: str, domain: str) -> bool:
    name = found[0].partition("/")[0]
    if domain and (name == domain or name.endswith(f".{domain}") or domain.endswith(f".{name}")):
        return True
    if len(found[0]) > len(name) + 1:
        return True
    before = text[: found.start()].rstrip().lower()
    return before.endswith(_WEB) or (found[0] == text.strip().lower() and len(name) > 6)
