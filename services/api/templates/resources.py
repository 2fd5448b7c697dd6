"""Templates, as they are asked for and shown."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from services.api.fields import Line, Name, Request, Resource, Text
from services.api.templates.checks import template_defect


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
