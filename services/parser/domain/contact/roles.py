"""Which words of a line are a company, which a job title, which a person's name."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from services.parser.domain.contact.words.companies import (
    AMBIGUOUS_FORMS,
    FORMS_ATTACHED,
    FORMS_BEFORE,
    LEGAL_FORMS,
    ORGANISATIONS,
)
from services.parser.domain.contact.words.titles import (
    DEPARTMENTS,
    OF_SENTENCES,
    TITLE_ENDS,
    TITLE_WORDS,
    TITLES_ATTACHED,
)

MAX_TITLE_CHARS = 80
MAX_TITLE_WORDS = 10
MAX_COMPANY_CHARS = 120
MAX_NAME_WORDS = 5
LEAST_LABEL_CHARS = 4


def _any_of(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


_BESIDE = ",;:()\"'“”„«»"
_FORM_BEGINS = frozenset(form.split()[0].strip(_BESIDE) for form in LEGAL_FORMS)
_ENDS = tuple(dict.fromkeys(TITLE_ENDS))
_FORM = re.compile(rf"(?<![\w.])(?:{_any_of(LEGAL_FORMS)})(?!\w)")
_FORM_ALONE = re.compile(rf"(?:{_any_of((*LEGAL_FORMS, *AMBIGUOUS_FORMS))})\.?")
_FORM_LAST = re.compile(rf"[^\W\d_][^\d,]*\s(?:{_any_of(AMBIGUOUS_FORMS)})")
_FORM_FIRST = re.compile(rf"(?:{_any_of(FORMS_BEFORE)})\s+\S.*")
_ORGANISATIONS = frozenset(ORGANISATIONS)
_TITLES = frozenset(word for word in TITLE_WORDS if " " not in word)
_LONG_TITLES = tuple(f" {words} " for words in TITLE_WORDS if " " in words)
_LONG_BEGINS = frozenset(words.split()[0] for words in _LONG_TITLES)
_TO_BLANKS = str.maketrans(dict.fromkeys(",;:/&+()|*", " "))
_TITLE_ATTACHED = re.compile(_any_of(TITLES_ATTACHED))
_AT = re.compile(r"\s+(?:at|@|bei|bei der|chez|hos|presso|w firmie|для)\s+|@\s?(?=[^\W\d_])")
_DIGIT = re.compile(r"\d")
_ATS = frozenset({"at", "bei", "chez", "hos", "presso", "firmie", "для"})
_LABELLED = re.compile(r"^([^:：]{2,60})[:：]\s*(\S.*)$")
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_LETTERS = re.compile(r"[\W_]+")
_HONORIFICS = re.compile(
    r"^(?:(?:dr|prof|ing|mag|dipl|mr|mrs|ms|herr|frau|mme|sr|sra|dott|dott\.ssa|ir|drs|h\.?c|med|rer|nat|phil)\.?[\s-]+)+",
    re.IGNORECASE,
)
_PROXY = re.compile(r"^(?:i\. ?[AV]\.|ppa\.?|p\.p\.|for and on behalf of|on behalf of|p/o)\s+", re.IGNORECASE)
_PROXY_BEGINS = ("i.", "pp", "p.p", "for", "on ", "p/o")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def is_company(text: str) -> bool:
    """Whether it has a legal form."""
    if len(text) > MAX_COMPANY_CHARS or _FORM_ALONE.fullmatch(text):
        return False
    if not text.isascii() and any(form in text for form in FORMS_ATTACHED):
        return True
    if text.startswith(FORMS_BEFORE) and _FORM_FIRST.fullmatch(text):
        return True
    if not _FORM_BEGINS.isdisjoint(word.strip(_BESIDE) for word in text.split()):
        found = _FORM.search(text)
        if found is not None and found.start() > 0:
            return True
    return text.endswith(AMBIGUOUS_FORMS) and _FORM_LAST.fullmatch(text) is not None


def is_organisation(text: str) -> bool:
    """Whether a word in it makes it an organisation's name, without a legal form."""
    words = _words(text)
    if len(words) > MAX_TITLE_WORDS or not text[0].isupper() or _ORGANISATIONS.isdisjoint(words):
        return False
    return OF_SENTENCES.isdisjoint(words) and not is_title(text)


def is_form_alone(text: str) -> bool:
    """`Inc.` behind a comma belongs to the name before it."""
    return _FORM_ALONE.fullmatch(text) is not None


def is_of_domain(text: str, labels: Iterable[str]) -> bool:
    """Whether a name is that of a domain: `Harbour Tools` of harbour-tools.test; `labels`: of `domain_label`."""
    fitting = [label for label in labels if len(label) >= LEAST_LABEL_CHARS and len(text) <= 4 * len(label)]
    if not fitting:
        return False
    letters = _LETTERS.sub("", text if text.isascii() else _without_accents(text)).casefold()
    return any(letters.startswith(label) and len(letters) <= 2 * len(label) for label in fitting)


def _without_accents(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))


def domain_label(domain: str) -> str:
    """The letters of a domain's own name: `harbourtools` of mail.harbour-tools.co.uk."""
    parts = domain.casefold().split(".")
    place = (
        -3 if len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in {"co", "com", "org", "net", "ac", "gov"} else -2
    )
    return _LETTERS.sub("", parts[place]) if len(parts) >= -place else ""


def is_title(text: str) -> bool:
    """Whether it names what somebody does."""
    if len(text) > MAX_TITLE_CHARS or _DIGIT.search(text) or "@" in text:
        return False
    if not text.isascii() and _CJK.search(text) and _TITLE_ATTACHED.search(text):
        return True
    words = _words(text)
    if len(words) > MAX_TITLE_WORDS or not OF_SENTENCES.isdisjoint(words):
        return False
    if not _TITLES.isdisjoint(words) or any(word.endswith(_ENDS) for word in words):
        return True
    if _LONG_BEGINS.isdisjoint(words):
        return False
    spaced = f" {' '.join(words)} "
    return any(title in spaced for title in _LONG_TITLES)


def _words(text: str) -> list[str]:
    return [word.strip("-.") for word in text.lower().translate(_TO_BLANKS).split()]


def is_department(text: str) -> bool:
    """Whether it begins with what a title is of."""
    words = text.lower().split()
    return 0 < len(words) <= MAX_NAME_WORDS and words[0] in DEPARTMENTS


def title_beside_name(text: str) -> tuple[str, str]:
    """The title, empty where there is none, and the name, in scripts that write neither with capitals."""
    words = text.split()
    titles = [] if text.isascii() else [word for word in words if _CJK.search(word) and _TITLE_ATTACHED.search(word)]
    if not titles or len(titles) == len(words):
        return "", text.rstrip(".")
    return " ".join(titles), " ".join(word for word in words if word not in titles)


def label_and_value(text: str) -> tuple[str, str] | None:
    """`Geschäftsführer: Ada Berg` in its two halves."""
    found = _LABELLED.match(text) if ":" in text or "：" in text else None
    return (found[1].strip(), found[2].strip()) if found else None


def at_company(text: str) -> tuple[str, str] | None:
    """`Head of Sales at Harbour Tools` in its two halves."""
    found = _AT.search(text) if "@" in text or not _ATS.isdisjoint(text.split()) else None
    if found is None or not text[: found.start()].strip() or not is_title(text[: found.start()]):
        return None
    return text[: found.start()].strip(" ,"), text[found.end() :].strip(" ,")


def without_proxy(text: str) -> str:
    """Without the words that say for whom somebody signs: `i. A.`, `for and on behalf of`."""
    return _PROXY.sub("", text) if text[:3].lower().startswith(_PROXY_BEGINS) else text


def name_words(text: str) -> frozenset[str]:
    """The words of a name in small letters, without what honours it."""
    return frozenset(word.strip(".").casefold() for word in _WORD.findall(_HONORIFICS.sub("", text)))


def looks_like_name(text: str) -> bool:
    """Two to five words with capitals, or a name in a script that has none."""
    plain = _HONORIFICS.sub("", text)
    if _DIGIT.search(text) or is_title(text) or is_company(text) or is_organisation(text):
        return False
    words = plain.split()
    if _CJK.search(plain):
        return len(plain.replace(" ", "")) <= 6
    is_cased = plain.lower() != plain.upper()
    has_capitals = all(word[:1].isupper() or word.lower() in _PARTICLES for word in words)
    return 2 <= len(words) <= MAX_NAME_WORDS and all(map(_WORD.fullmatch, words)) and (has_capitals or not is_cased)


_PARTICLES = frozenset(
    {"von", "van", "de", "der", "den", "da", "di", "del", "della", "la", "le", "zu", "al", "bin", "y", "e"}
)
