"""Telephone numbers in a line (ITU-T E.123), as E.164 where their country is known."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import phonenumbers

from services.parser.domain.contact.contact import Phone, PhoneKind
from services.parser.domain.contact.lines import SignatureLine
from services.parser.domain.contact.words.labels import FAX, MOBILE, NOT_PHONES, PHONE

MAX_PHONES = 10
MAX_DIGITS = 18
LEAST_DIGITS = 6
_NUMBER = re.compile(
    r"(?<![\w@/.,=#&-])(?:\+|00)?\s?\(?\+?\d(?:[\d\u00a0 ().\-/–‑]{4,28})\d"
    r"(?:\s{0,2}(?:ext|extn|x|durchwahl|poste|int|доб)\.?\s{0,2}\d{1,5})?(?![\w@])",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}")
_DIGITS = re.compile(r"\d[^\w]{0,4}\d")
_BEFORE = 30


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    listed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(
        rf"(?:^|[\s|/,;(\[·•+&-])(?:{listed})\s{{0,2}}(?:\([^)]{{0,20}}\))?[\s.:：)\]#-]{{0,6}}$", re.IGNORECASE
    )


_KINDS = ((PhoneKind.FAX, _pattern(FAX)), (PhoneKind.MOBILE, _pattern(MOBILE)), (PhoneKind.PHONE, _pattern(PHONE)))
_NONE = _pattern(NOT_PHONES)
_AFTER = re.compile(r"\s{0,2}[(\[](f|fax|m|mobile?|cell|t|tel|o|office|d|direct|w|work)[)\]]", re.IGNORECASE)
_OF_LETTER = {"f": PhoneKind.FAX, "m": PhoneKind.MOBILE, "c": PhoneKind.MOBILE}


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a line; `kind` is None without a label."""

    written: str
    kind: PhoneKind | None
    line: str

    @property
    def is_international(self) -> bool:
        """Whether it names its country."""
        return self.written.lstrip("( ").startswith(("+", "00"))


def numbers_in(line: SignatureLine) -> list[Number]:
    """What may be telephone numbers."""
    found: list[Number] = []
    if _DIGITS.search(line.text) is None:
        return found
    text, end = line.text.replace(" / ", " | "), 0
    for match in _NUMBER.finditer(text):
        before = text[max(end, match.start() - _BEFORE) : match.start()]
        end = match.end()
        digits = sum(map(str.isdigit, match[0]))
        if not LEAST_DIGITS <= digits <= MAX_DIGITS or _DATE.fullmatch(match[0].strip()) or _NONE.search(before):
            continue
        found.append(Number(match[0].strip(), _kind(before, text[end : end + 12]), line.written))
    return found


def _kind(before: str, after: str) -> PhoneKind | None:
    behind = _AFTER.match(after)
    if behind is not None:
        return _OF_LETTER.get(behind[1][0].lower(), PhoneKind.PHONE)
    return next((kind for kind, pattern in _KINDS if pattern.search(before)), None)


def read_phones(numbers: Sequence[Number], region: Callable[[], str | None]) -> tuple[Phone, ...]:
    """Those that can be called, once each; `region` is asked where no number with a country code tells that country."""
    parsed = {each: _parsed(each, None) for each in numbers if each.is_international}
    known = None
    if len(parsed) < len(numbers):
        regions = {phonenumbers.region_code_for_number(each) for each in parsed.values() if each is not None}
        known = region() if not regions else next(iter(regions)) if len(regions) == 1 else None
    phones: dict[str, Phone] = {}
    for each in numbers[:MAX_PHONES]:
        phone = _phone(each, parsed[each] if each in parsed else _parsed(each, known))
        if phone is not None:
            phones.setdefault(phone.value, phone)
    return tuple(phones.values())


def _phone(number: Number, parsed: phonenumbers.PhoneNumber | None) -> Phone | None:
    kind = number.kind or PhoneKind.PHONE
    if parsed is not None and (number.is_international or number.kind or _is_likely(number, parsed)):
        value = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        return Phone(value, number.written, kind, is_e164=True, line=number.line)
    if number.kind is None or number.is_international:
        return None
    return Phone(number.written, number.written, kind, is_e164=False, line=number.line)


def _is_likely(number: Number, parsed: phonenumbers.PhoneNumber) -> bool:
    """Without a label a number must be one of the country's plan, and written in groups or with its first zero."""
    is_grouped = not number.written.isdigit() or number.written.startswith("0")
    return is_grouped and phonenumbers.is_valid_number(parsed)


def _parsed(number: Number, region: str | None) -> phonenumbers.PhoneNumber | None:
    written = number.written.lstrip("( ")
    if written.startswith("00"):
        written = f"+{written[2:]}"
    if region is None and not written.startswith("+"):
        return None
    try:
        parsed = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_possible_number(parsed) else None
