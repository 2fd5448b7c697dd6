"""Templates, as they are asked for and shown."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from services.api.fields import Flag, Line, Name, Request, Resource, RowId, Text, one_of_these, without_defaults
from services.api.patterns import VARIABLE_PATTERN
from shared.rulebook import templates as rulebook
from shared.rulebook.actions import AutoReply
from shared.rulebook.template_check import template_defect

Variable = Annotated[str, StringConstraints(pattern=VARIABLE_PATTERN)]
Subject = Annotated[Line, StringConstraints(min_length=1)]


class TemplateFields(BaseModel):
    """A template as it is written: `{{name}}` stands for a variable."""

    name: Name
    template_type: Line = ""
    subject: Subject
    html_content: Text = ""
    plain_content: Text = ""
    variables: list[Variable] = Field(default=[], max_length=100)
    account_id: RowId | None = Field(None, description="the only account that may answer with it; null = every one")

    @property
    def content(self) -> rulebook.Template:
        """What rules answer with."""
        return rulebook.Template(self.name, self.subject, self.html_content, self.plain_content, tuple(self.variables))


class NewTemplate(TemplateFields, Request):
    """A template, as it is created."""

    is_global: Flag | None = Field(None, description="the specification's word for account_id = null")

    model_config = ConfigDict(json_schema_extra={"anyOf": one_of_these("html_content", "plain_content")})

    @model_validator(mode="after")
    def _can_be_rendered(self) -> Self:
        refuse_unless_rendered(self.content)
        refuse_two_owners(self.is_global, self.account_id)
        return self


class TemplateChange(TemplateFields, Request):
    """What is to be changed of a template; a field that is absent stays, whatever default stands here."""

    name: Name = ""
    subject: Subject = ""
    is_global: Flag | None = Field(None, description="the specification's word for account_id = null")

    model_config = ConfigDict(json_schema_extra=without_defaults)

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError(f"give at least one of {', '.join(type(self).model_fields)}")
        return self


def refuse_unless_rendered(content: rulebook.Template) -> None:
    """Raises ValueError with the field, the line and what to correct."""
    defect = template_defect(content, AutoReply.variables)
    if defect is not None:
        raise ValueError(str(defect).replace(": line", " line", 1))


def refuse_two_owners(is_global: bool | None, account_id: int | None) -> None:
    """Raises ValueError unless both fields say the same."""
    if is_global and account_id is not None:
        raise ValueError("is_global: a template with an account_id is for that account alone; leave one of them out")
    if is_global is False and account_id is None:
        raise ValueError("account_id: give the account that a template is for which is not global")


class Template(TemplateFields, Resource):
    """A template in its current version."""

    id: int
    version: int
    is_global: bool = Field(description="for every account")
    created_at: datetime
