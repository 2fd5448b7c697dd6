"""Rules and the templates that they answer with."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from services.api.domain.templates import template_defect
from services.api.resources.fields import Line, Name, Request, Resource, RowId, Text

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


class NewTemplate(Request):
    """A template, as it is created: `{{name}}` stands for a variable."""

    name: Name
    template_type: Line = ""
    subject: Annotated[Line, StringConstraints(min_length=1)]
    html_content: Text = ""
    plain_content: Text = ""
    variables: list[Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,99}$")]] = Field(
        default=[], max_length=100
    )

    @model_validator(mode="after")
    def _can_be_rendered(self) -> Self:
        if not self.html_content and not self.plain_content:
            raise ValueError("give html_content, plain_content or both")
        for name in ("subject", "html_content", "plain_content"):
            defect = template_defect(getattr(self, name), self.variables)
            if defect:
                raise ValueError(f"{name} {defect}")
        return self


class Template(Resource):
    """A template in its current version."""

    id: int
    version: int
    name: str
    template_type: str
    subject: str
    html_content: str
    plain_content: str
    variables: list[str]
    created_at: datetime
