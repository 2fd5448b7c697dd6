"""What comes of a decision, in the few words that are counted; the sentence for people is the decision's own."""

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why an action was not done: the first five are as they should be, the others are a person's to mend."""

    ALREADY_DECIDED = "already_decided"
    MACHINE = "machine"
    NOT_PERMITTED = "not_permitted"
    OBSERVE = "observe"
    ANOTHER_RULE = "another_rule"
    NO_ADDRESS = "no_address"
    TEMPLATE = "template"
    ACTION = "action"

    @property
    def is_defect(self) -> bool:
        """Whether the rule or its template is to blame."""
        return self in {Why.TEMPLATE, Why.ACTION}


@dataclass(frozen=True, slots=True)
class Refused:
    """An action that was not done: why, and the sentence."""

    why: Why
    reason: str


def counted(why: Why | None) -> tuple[str, str]:
    """The labels of the metric: outcome and reason."""
    if why is None:
        return "fired", ""
    return ("defect" if why.is_defect else "withheld"), why
