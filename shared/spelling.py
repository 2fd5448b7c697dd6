"""How a setting is spelt, for the machine and for whoever spelt it otherwise."""

import re
from dataclasses import dataclass

from pydantic_core import PydanticCustomError


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a text must be spelt: for the machine, and in a person's words."""

    pattern: str
    words: str

    def matches(self, text: str) -> bool:
        """Whether it is spelt so."""
        return re.fullmatch(self.pattern, text) is not None

    def __call__(self, text: str) -> str:
        """The text, as a validator of pydantic."""
        if not self.matches(text):
            raise PydanticCustomError("spelling", "must be {words}", {"words": self.words})
        return text
