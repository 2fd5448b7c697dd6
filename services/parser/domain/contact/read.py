"""The contact of whoever wrote a message, from its From and its signature. Total, linear, blind to quotes."""

import re
from collections.abc import Iterable, Sequence

from services.parser.domain.contact.contact import Contact, Fact, Phone
from services.parser.domain.contact.lines import SignatureLine, own_lines, segments
from services.parser.domain.contact.phones import numbers_in, read_phones
from services.parser.domain.contact.reach import Reached, read_reached
from services.parser.domain.contact.regions import region_of
from services.parser.domain.contact.roles import is_company
from services.parser.domain.contact.told import Told, read_told
from services.parser.domain.fields.addresses import Address

MAX_EMAILS = 10
MAX_URLS = 10
_HOST = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)


def read_contact(author: Address | None, signature: str, organization: str = "") -> Contact | None:
    """None where nobody is named. `organization`: the field of that name, believed where the signature says nothing."""
    lines = own_lines(signature) if signature else []
    if author is None and not lines:
        return None
    written = _from_line(author)
    domain = author.address.rpartition("@")[2].lower() if author else ""
    reached = [(line, read_reached(line.text, domain)) for line in lines]
    told = (
        read_told(_told_lines(reached), author.name if author else "", _domains(domain, reached)) if lines else Told()
    )
    name = told.name or _fact(author.name if author else "", written)
    return Contact(
        name=name,
        emails=_emails(author, written, reached),
        phones=_phones(lines, reached, domain),
        company=told.company or _fact(organization, f"Organization: {organization}") or _company_in(author, written),
        title=told.title,
        urls=_once(Fact(url, line.written) for line, found in reached for url in found.urls)[:MAX_URLS],
    )


def _domains(domain: str, reached: Sequence[tuple[SignatureLine, Reached]]) -> list[str]:
    """The author's first, then those of the addresses and pages in the signature."""
    of_emails = (email.rpartition("@")[2] for _, found in reached for email in found.emails)
    of_urls = (_HOST.sub("", url).partition("/")[0] for _, found in reached for url in found.urls)
    return [domain, *map(str.lower, of_emails), *map(str.lower, of_urls)]


def _from_line(author: Address | None) -> str:
    if author is None:
        return ""
    return f"From: {author.name} <{author.address}>" if author.name else f"From: {author.address}"


def _fact(value: str, line: str) -> Fact | None:
    return Fact(value, line) if value and "@" not in value else None


def _told_lines(reached: Sequence[tuple[SignatureLine, Reached]]) -> list[tuple[str, list[str]]]:
    return [(line.written, segments(found.rest)) for line, found in reached]


def _emails(author: Address | None, written: str, reached: Sequence[tuple[SignatureLine, Reached]]) -> tuple[Fact, ...]:
    own = [Fact(author.address, written)] if author and "@" in author.address else []
    return _once([*own, *(Fact(email, line.written) for line, found in reached for email in found.emails)])[:MAX_EMAILS]


def _phones(
    lines: Sequence[SignatureLine], reached: Sequence[tuple[SignatureLine, Reached]], domain: str
) -> tuple[Phone, ...]:
    numbers = [number for line, found in reached for number in numbers_in(SignatureLine(line.written, found.rest))]
    if not numbers:
        return ()
    domains = _domains(domain, reached)
    return read_phones(numbers, lambda: region_of([line.text for line in lines], domains))


def _company_in(author: Address | None, written: str) -> Fact | None:
    """`Ada Berg | Harbour Tools GmbH` as a name."""
    named = segments(author.name) if author else ()
    return next((Fact(each, written) for each in named if is_company(each)), None)


def _once(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The first of each value, letter case apart."""
    found: dict[str, Fact] = {}
    for fact in facts:
        found.setdefault(fact.value.casefold(), fact)
    return tuple(found.values())
