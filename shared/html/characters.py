"""Characters that nobody sees and programs read: smuggled sentences, split words."""

import re
from collections.abc import Iterator

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
"""A set of characters without a shape, for a regular expression."""
SEEN = re.compile(f"[^\\s{INVISIBLE}]")
"""Something that a reader sees, where a style lets him."""
_SUSPECT = re.compile("[\u200b\u200c\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")
# A flag of a part of a country is written in tag characters, with its end (Unicode TS 51 §C).
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}+\U000e007f")
_TAGS = re.compile("[\U000e0000-\U000e007f]{2,}+")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,}+")
_ZERO = "\u200b\u200c\u200d\u2060-\u2064\ufeff"
_SPLIT = re.compile(f"(?<![A-Za-z{_ZERO}])[A-Za-z]++(?:[{_ZERO}]++[A-Za-z]++)++")
_CODE = re.compile(f"(?<![{_ZERO}])[{_ZERO}]{{8,}}+")
_NOT_LETTERS = re.compile(f"[{_ZERO}]")
TAG_CHARACTERS, SELECTORS, ZERO_WIDTH = "tag_characters", "variation_selectors", "zero_width"


def hidden_characters(text: str) -> Iterator[tuple[str, str]]:
    """What is written in characters without a shape, readable, and how: a sentence in tags, a word with a gap in it."""
    if text.isascii() or not _SUSPECT.search(text):
        return
    text = _FLAG.sub("", text)
    for found in _TAGS.findall(text):
        yield "".join(chr(ord(each) - 0xE0000) for each in found if 0xE0020 <= ord(each) < 0xE007F), TAG_CHARACTERS
    for found in _SELECTORS.findall(text):
        yield bytes(map(_byte, found)).decode("utf-8", "replace"), SELECTORS
    for found in _SPLIT.findall(text):
        yield _NOT_LETTERS.sub("", found), ZERO_WIDTH
    for found in _CODE.findall(text):
        if len(set(found)) > 1:
            yield " ".join(f"U+{ord(each):04X}" for each in found[:64]), ZERO_WIDTH


def _byte(selector: str) -> int:
    """VS1 to VS256 number the 256 values of a byte."""
    code = ord(selector)
    return code - 0xFE00 if code < 0xE0000 else code - 0xE0100 + 16
