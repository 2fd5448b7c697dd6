"""Rules, as they are asked for and shown."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from services.api.fields import Line, Name, Request, Resource, RowId

ConditionType = Literal["from_contains", "subject_contains"]


def _known_rule_type(rule_type: str) -> str:
    if rule_type != "auto_reply":
        raise ValueError(f"{rule_type!r} cannot be done by this release: the only rule_type is auto_reply")
    return rule_type


class ActionData(Request):
    """What an auto_reply answers with."""

    template_id: RowId


class NewRule(Request):
    """A rule, as it is created: when the condition holds, the action is done."""

    account_id: RowId | None = Field(None, description="null = for every account")
    name: Name
    rule_type: Annotated[str, StringConstraints(max_length=40), AfterValidator(_known_rule_type)]
    condition_type: ConditionType
    condition_value: Annotated[Line, StringConstraints(min_length=1)]
    action_data: ActionData
    priority: int = Field(100, ge=-1_000_000, le=1_000_000, description="lower first")
    is_active: bool = True


class Rule(Resource):
    """A rule in its current version."""

    id: int
    version: int
    account_id: int | None
    name: str
    rule_type: str
    condition_type: str
    condition_value: str
    action_data: dict[str, object]
    priority: int
    is_active: bool
    created_at: datetime
