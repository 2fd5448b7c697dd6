"""What a message divides into."""

from dataclasses import dataclass
from enum import IntEnum, auto


class Part(IntEnum):
    """What a line belongs to. BLOCK: a quotation by its HTML, the writer's own where nothing says whose."""

    NEW = auto()
    QUOTED = auto()
    SIGNATURE = auto()
    BLOCK = auto()


@dataclass(frozen=True, slots=True)
class Reply:
    """What was newly written, what is quoted, and the signature; each line of the body is in exactly one of them.

    `is_whole` where all of a plain body is new: nothing is to be kept twice.
    """

    text: str
    quoted: str = ""
    signature: str = ""
    is_whole: bool = False

    @property
    def kept_text(self) -> str | None:
        """What is kept beside the body; None where that is all of it."""
        return None if self.is_whole else self.text
