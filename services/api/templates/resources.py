"""Templates, as they are asked for and shown."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from services.api.fields import Line, Name, Request, Resource, Text
from shared.rulebook import templates as rulebook
from shared.rulebook.actions import AutoReply
from shared.rulebook.template_check import template_defect


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
        defect = template_defect(self.content, AutoReply.variables)
        if defect is not None:
            raise ValueError(str(defect).replace(": line", " line", 1))
        return self

    @property
    def content(self) -> rulebook.Template:
        """What rules answer with."""
        return rulebook.Template(self.name, self.subject, self.html_content, self.plain_content, tuple(self.variables))


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

    @property
    def content(self) -> rulebook.Template:
        """What rules answer with."""
        return rulebook.Template(self.name, self.subject, self.html_content, self.plain_content, tuple(self.variables))
