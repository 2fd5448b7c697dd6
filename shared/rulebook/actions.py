"""Actions: what a rule does with a message that fulfils its condition."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from shared.rulebook.defect import Defect


@dataclass(frozen=True, slots=True)
class AutoReply:
    """Answers with a template. `is_answer`: the loop guard may stop it, and one message gets at most one."""

    template_id: int | None
    type: ClassVar[str] = "auto_reply"
    is_answer: ClassVar[bool] = True
    variables: ClassVar[tuple[str, ...]] = (
        "account_email",
        "account_name",
        "customer_email",
        "customer_name",
        "subject",
        "thread_id",
    )
    """What its template may use."""


@dataclass(frozen=True, slots=True)
class UnknownAction:
    """One that this release cannot do: stored by another release, and withheld."""

    type: str
    is_answer: ClassVar[bool] = False


Action = AutoReply | UnknownAction
VERSION = 1


def read_action(document: Mapping[str, object]) -> Action:
    """The action in a stored document {"type": …, …}; whatever is odd in it is withheld when it is to be done."""
    name, template_id = document.get("type"), document.get("template_id")
    if name != AutoReply.type:
        return UnknownAction(str(name))
    is_id = isinstance(template_id, int) and not isinstance(template_id, bool)
    return AutoReply(template_id if is_id else None)  # type: ignore[arg-type]


def stored_action(name: str, data: Mapping[str, object]) -> dict[str, object]:
    """The document that `read_action` reads: the specification's rule_type and action_data."""
    return {"v": VERSION, "type": name, **data}


def action_defect(name: str) -> Defect | None:
    """Why an action of this type cannot be saved."""
    if name == AutoReply.type:
        return None
    return Defect(f"{name!r} cannot be done by this release: the only rule_type is {AutoReply.type}")
