"""Of which country a number without a country code is, only where something says so of one country alone."""

import re
from collections.abc import Iterable, Sequence

import phonenumbers

from services.parser.domain.contact.words.companies import COUNTRY_OF_FORM
from services.parser.domain.contact.words.countries import COUNTRIES, COUNTRY_OF_DOMAIN, DOMAINS_OF_ALL

_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR"
    "|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC"
)
_POSTAL = (
    (re.compile(rf"\b(?:{_STATES})\.?,? {{1,3}}\d{{5}}(?:-\d{{4}})?\b"), "US"),
    (re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d\b"), "CA"),
    (re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"), "GB"),
    (re.compile(r"〒\s?\d{3}-\d{4}"), "JP"),
    (re.compile(r"\bD-\d{5}\b"), "DE"),
    (re.compile(r"\bCH-\d{4}\b"), "CH"),
)
_WORDS = re.compile(r"\s*[,;|·•()\d]+\s*|\s+[–—-]\s+")
_FORMS = re.compile("|".join(re.escape(form) for form in sorted(COUNTRY_OF_FORM, key=len, reverse=True)))
_IN_INDIA = (".co.in", ".net.in", ".org.in", ".gov.in", ".ac.in")


def region_of(lines: Sequence[str], domains: Iterable[str]) -> str | None:
    """By the address in the signature, else by a legal form that one country has, else by the author's domain."""
    for line in lines:
        found = _of_address(line)
        if found is not None:
            return found
    return _of_forms(lines) or next(filter(None, map(_of_domain, domains)), None)


def _of_address(line: str) -> str | None:
    for pattern, region in _POSTAL:
        if pattern.search(line):
            return region
    parts = (part.strip(" .") for part in _WORDS.split(line.lower()))
    return next((COUNTRIES[part] for part in parts if part in COUNTRIES), None)


def _of_forms(lines: Sequence[str]) -> str | None:
    for line in lines:
        for found in _FORMS.finditer(line):
            before, after = line[found.start() - 1 : found.start()], line[found.end() : found.end() + 1]
            if not found[0].isascii() or not (before.isalnum() or after.isalnum()):
                return COUNTRY_OF_FORM[found[0]]
    return None


def _of_domain(domain: str) -> str | None:
    if domain.endswith(_IN_INDIA):
        return "IN"
    top = domain.rpartition(".")[2].lower()
    if len(top) != 2 or top in DOMAINS_OF_ALL:
        return None
    region = COUNTRY_OF_DOMAIN.get(top, top.upper())
    return region if region in phonenumbers.SUPPORTED_REGIONS else None
