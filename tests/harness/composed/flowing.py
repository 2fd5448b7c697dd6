"""format=flowed, with and without delsp (RFC 3676)."""

from tests.harness.composed.letter import Letter, entity, written


def _flowed(text: str, expected: str, more: str = "") -> Letter:
    return Letter(written(entity(f"Content-Type: text/plain; charset=utf-8; format=flowed{more}", text)), expected)


LETTERS = {
    "paragraphs": _flowed("One line that \ngoes on.\n\nAnother.\n", "One line that goes on.\n\nAnother."),
    "quoted": _flowed(">> deep \n>> goes on\n> less\nown\n", ">> deep goes on\n> less\nown"),
    "stuffed": _flowed(" From here\n > no quote\n", "From here\n> no quote"),
    "signature": _flowed("Text \n-- \nAda\n", "Text \n-- \nAda"),
    "delsp": _flowed("月曜日 \nまで\n", "月曜日まで", "; delsp=yes"),
    "delsp-keeps-one": _flowed("two  \nwords\n", "two words", "; DelSp=Yes"),
    "in-quotes": Letter(
        written(entity('Content-Type: text/plain; charset="utf-8"; format="Flowed"', "goes \non\n")), "goes on"
    ),
    "of-html-is-nothing": Letter(
        written(entity("Content-Type: text/html; format=flowed", "<p>a \nb</p>\n")), html="<p>a \nb</p>"
    ),
}
