"""In which language something was written, in 38 of them, and where nothing is said."""

import pytest

from services.parser.domain.language import MOST_CHARS, read_language
from tests.unit.parser.language.sentences import SENTENCES

ALIKE = {("hr", 1): "sr"}
"""The sentence is the same in both."""
CASES = [
    pytest.param(
        sentence, ALIKE.get((language, place), language), id=f"{language}, {('long', 'middling', 'short')[place]}"
    )
    for language, sentences in SENTENCES.items()
    for place, sentence in enumerate(sentences)
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_sentence_tells_its_language(text: str, expected: str) -> None:
    assert read_language(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("ok", id="a word"),
        pytest.param("Thanks!", id="a word of one language"),
        pytest.param("Ada", id="a name"),
        pytest.param("好", id="one character"),
        pytest.param("4711 / 0815 / 12.03.2026, 14:00, 12345678901234567890", id="numbers"),
        pytest.param("https://shop.example/deutsche/bestellungen/warenkorb", id="a page's address"),
        pytest.param("kundenservice@bestellungen.example www.bestellungen.example", id="addresses"),
        pytest.param(
            "Mo debe kaduloni boli kibo kuboru dirona mikumala rora mumu dirolaba nanoma", id="random syllables"
        ),
        pytest.param("Тоусмокусти чу тоцебаги стидочуба тоусце пелафипе ша раве ги шамове", id="the same in Cyrillic"),
        pytest.param("\0\x01\ufffe" * 50, id="controls"),
    ],
)
def test_too_little_tells_nothing(text: str) -> None:
    assert read_language(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"\x7f\x01{SENTENCES['de'][0]}", "de", id="controls before it"),
        pytest.param(f"{SENTENCES['fr'][0]} \ufdd0 {SENTENCES['fr'][1]}", "fr", id="a character that is none"),
        pytest.param(f"{SENTENCES['pl'][0]} {SENTENCES['pl'][1]} {SENTENCES['en'][1]}", "pl", id="a little of another"),
        pytest.param(f"https://shop.example/{'order/' * 300}\n{SENTENCES['it'][0]}", None, id="behind a long address"),
        pytest.param(f"{SENTENCES['es'][0]} {'x' * 10 * MOST_CHARS}", "es", id="by its beginning"),
    ],
)
def test_what_disturbs(text: str, expected: str | None) -> None:
    assert read_language(text) == expected
