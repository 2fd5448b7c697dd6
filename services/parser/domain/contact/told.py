"""Name, job title and company in the lines of a signature."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from services.parser.domain.contact.contact import Fact
from services.parser.domain.contact.roles import (
    at_company,
    domain_label,
    is_company,
    is_department,
    is_form_alone,
    is_of_domain,
    is_organisation,
    is_title,
    label_and_value,
    looks_like_name,
    name_words,
    title_beside_name,
    without_proxy,
)

LINES_OF_A_NAME = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What was found so far; the first of each counts."""

    name: Fact | None = None
    title: Fact | None = None
    company: Fact | None = None


def read_told(lines: Sequence[tuple[str, Sequence[str]]], author: str, domains: Iterable[str] = ()) -> Told:
    """`lines`: each as written and in segments; `author`: the name in From; `domains`: of the addresses and pages."""
    told, weaker = Told(), Told()
    words, labels = name_words(author), frozenset(map(domain_label, domains))
    for place, (written, parts) in enumerate(lines):
        if told.name and told.title and told.company:
            break
        for piece in (piece for part in parts for piece in _pieces(part)):
            told = _with(told, piece, written, words, labels)
            if weaker.company is None and not told.company and is_organisation(piece):
                weaker = replace(weaker, company=Fact(piece, written))
            if weaker.name is None and not words and place < LINES_OF_A_NAME and looks_like_name(piece):
                weaker = replace(weaker, name=Fact(piece, written))
    return replace(told, name=told.name or weaker.name, company=told.company or weaker.company)


def _pieces(part: str) -> list[str]:
    """What stands between commas; `Inc.` stays with its name, and a title with the words behind it."""
    pieces: list[str] = []
    for piece in (each.strip() for each in without_proxy(part).split(",")):
        if pieces and (is_form_alone(piece) or (is_title(pieces[-1]) and is_department(piece))):
            pieces[-1] = f"{pieces[-1]}, {piece}"
        elif piece:
            pieces.append(piece)
    return pieces


def _with(told: Told, piece: str, written: str, author: frozenset[str], labels: frozenset[str]) -> Told:
    """What a piece adds: it is one thing only, a person's name before all."""
    labelled = label_and_value(piece)
    if labelled is None and _is_author(piece, author):
        return _with_name(told, piece, written)
    if labelled is not None:
        # Whose title it is stands behind it: `Geschäftsführer: Ada Berg` in the small print.
        is_own = is_title(labelled[0]) and _is_author(labelled[1], author)
        if is_own and told.title is None:
            return replace(told, title=Fact(labelled[0], written))
        return told if is_title(labelled[0]) else _with(told, labelled[1], written, author, labels)
    halves = at_company(piece)
    if halves is not None:
        title, company = halves
        told = told if told.title else replace(told, title=Fact(title, written))
        return told if told.company else replace(told, company=Fact(company, written))
    if is_company(piece) or is_of_domain(piece, labels):
        return told if told.company else replace(told, company=Fact(piece, written))
    if told.title is None and is_title(piece):
        return replace(told, title=Fact(piece.rstrip("."), written))
    return told


def _with_name(told: Told, piece: str, written: str) -> Told:
    """The name, without the title that stands beside it where names have no commas (`営業部長 山田太郎`)."""
    title, name = title_beside_name(piece)
    told = told if told.title or not title else replace(told, title=Fact(title, written))
    return told if told.name else replace(told, name=Fact(name, written))


def _is_author(piece: str, author: frozenset[str]) -> bool:
    """All words of the name in From, and no more than two others."""
    lower = piece.casefold()
    if not author or not all(word in lower for word in author):
        return False
    words = name_words(piece)
    return author <= words and len(words) <= len(author) + 2
