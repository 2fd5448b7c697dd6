"""RFC 3676: what flows together and what does not."""

import pytest

from services.parser.domain.message import parse_message
from services.parser.domain.parts.flowed import FLOWED, FLOWED_DELSP, unflowed

CASES = {
    "soft and hard ends": ("one \ntwo\nthree", "one two\nthree"),
    "an empty line": ("one \n\ntwo", "one \ntwo"),
    "stuffed": (" >no quote\n From here", ">no quote\nFrom here"),
    "quoted": ("> one \n> two\n> three", "> one two\n> three"),
    "another depth ends a paragraph": ("> one \n>> two \nthree", "> one \n>> two \nthree"),
    "the signature": ("one \n-- \nAda \nBerg", "one \n-- \nAda Berg"),
    "a quoted signature": ("> -- \n> Ada", "> -- \n> Ada"),
    "ends softly": ("one \n", "one "),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_unflowed(text: str, expected: str) -> None:
    assert unflowed(text, FLOWED) == expected


def test_delsp_takes_the_blank_away() -> None:
    assert unflowed("日本 \n語", FLOWED_DELSP) == "日本語"


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("format=flowed", "one two\n"),
        ('charset=utf-8; Format="Flowed"; DelSp=yes', "onetwo\n"),
        ("format=fixed", "one \ntwo\n"),
        ("delsp=yes", "one \ntwo\n"),
    ],
)
def test_the_parameters_decide(parameters: str, expected: str) -> None:
    part = f"Content-Type: text/plain; {parameters}\n\none \ntwo\n".encode()
    assert parse_message(part).plain_body == expected
