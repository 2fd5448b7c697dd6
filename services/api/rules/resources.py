"""Rules, as they are asked for and shown."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from services.api.fields import Line, Name, Request, Resource, RowId
from shared.rulebook.actions import action_defect
from shared.rulebook.condition_form import read_condition, stored_condition
from shared.rulebook.defect import Defect
from shared.rulebook.leaves import LEAVES

Document = dict[str, object]
TREE = 'a tree: {"all": […]}, {"any": […]}, {"not": …}, and leaves {"type": …, "value": …}'


def _known_condition_type(condition_type: str) -> str:
    if condition_type not in LEAVES:
        raise ValueError(f"{condition_type!r} cannot be asked of a message: there are {', '.join(LEAVES)}")
    return condition_type


def _readable(document: Document) -> Document:
    if isinstance(condition := read_condition(document), Defect):
        raise ValueError(str(condition))  # noqa: TRY004 - pydantic's word for a refused value
    return document


def _known_rule_type(rule_type: str) -> str:
    defect = action_defect(rule_type)
    if defect is not None:
        raise ValueError(defect.reason)
    return rule_type


class ActionData(Request):
    """What an auto_reply answers with."""

    template_id: RowId


class NewRule(Request):
    """A rule, as it is created: when the condition holds, the action is done.

    The condition is either condition_type with condition_value, or a tree of such leaves.
    """

    account_id: RowId | None = Field(None, description="null = for every account")
    name: Name
    rule_type: Annotated[str, StringConstraints(max_length=40), AfterValidator(_known_rule_type)]
    condition_type: Annotated[Line, AfterValidator(_known_condition_type)] | None = Field(
        None, description=" | ".join(LEAVES)
    )
    condition_value: Annotated[Line, StringConstraints(min_length=1)] | None = Field(
        None, description="what must be found there, in any letter case"
    )
    condition: Annotated[Document, AfterValidator(_readable)] | None = Field(None, description=TREE)
    action_data: ActionData
    priority: int = Field(100, ge=-1_000_000, le=1_000_000, description="lower first")
    is_active: bool = True

    @model_validator(mode="after")
    def _has_one_condition(self) -> Self:
        simple = [each for each in (self.condition_type, self.condition_value) if each is not None]
        if len(simple) != (2 if self.condition is None else 0):
            raise ValueError("give either condition_type and condition_value, or condition")
        return self

    @property
    def stored_condition(self) -> Document:
        """The condition as the database keeps it, in whichever form it was given."""
        leaf: Document = {"type": self.condition_type, "value": self.condition_value}
        condition = read_condition(self.condition or leaf)
        if isinstance(condition, Defect):
            raise TypeError(f"a rule was accepted whose condition cannot be read: {condition}")
        return stored_condition(condition)


class Rule(Resource):
    """A rule in its current version."""

    id: int
    version: int
    account_id: int | None
    name: str
    rule_type: str
    condition_type: str | None = Field(description="null where the condition is more than one leaf")
    condition_value: str | None = Field(description="null where the condition is more than one leaf")
    condition: Document
    action_data: Document
    priority: int
    is_active: bool
    created_at: datetime
