"""What a session came to."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """`wrong` is empty when all held; `messages` were read or sent; `remarks` are counted, and no fault."""

    wrong: list[str] = field(default_factory=list)
    struck: Mapping[str, int] = field(default_factory=dict)
    remarks: Mapping[str, int] = field(default_factory=dict)
    answers: int = 0
    messages: int = 0
    gaps: int = 0
