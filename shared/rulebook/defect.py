"""What is wrong with a condition, an action or a template."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Defect:
    """A sentence that says what a person must correct; `where` is a path into what was given, empty for the whole."""

    reason: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}" if self.where else self.reason
