"""The form of a template: as it was typed, as it is stored, and as REST is asked for it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.api.screen.forms import number, with_lf
from services.api.templates.resources import Template
from shared.rulebook import templates as rulebook
from shared.rulebook.actions import AutoReply

USE = "use-"
LINES = ("name", "template_type", "subject")
TEXTS = ("html_content", "plain_content")
NAMES = frozenset({*LINES, *TEXTS, "variables", "account_id"})
MISSING = {"name": "give it a name", "subject": "write the answer's subject, as in Re: {{subject}}"}


@dataclass(frozen=True, slots=True)
class TemplateForm:
    """What stands in the form."""

    name: str = ""
    template_type: str = ""
    subject: str = "Re: {{subject}}"
    html_content: str = ""
    plain_content: str = ""
    variables: tuple[str, ...] = AutoReply.variables
    account_id: str = ""

    @property
    def offered(self) -> tuple[str, ...]:
        """Every variable that can be ticked: what is filled in, and what is there already."""
        return (*AutoReply.variables, *(name for name in self.variables if name not in AutoReply.variables))

    @property
    def content(self) -> rulebook.Template:
        """What rules would answer with."""
        return rulebook.Template(self.name, self.subject, self.html_content, self.plain_content, self.variables)


def typed(form: Mapping[str, str]) -> TemplateForm:
    """What a browser sent; blanks around the texts are kept."""
    return TemplateForm(
        **{name: form.get(name, "").strip() for name in (*LINES, "account_id")},
        **{name: form.get(name, "") for name in TEXTS},
        variables=tuple(name.removeprefix(USE) for name in form if name.startswith(USE)),
    )


def shown(template: Template) -> TemplateForm:
    """A stored template, as a browser would send it back."""
    return TemplateForm(
        **{name: str(getattr(template, name)).strip() for name in LINES},
        **{name: with_lf(str(getattr(template, name))) for name in TEXTS},
        variables=tuple(template.variables),
        account_id=str(template.account_id or ""),
    )


def new_document(form: TemplateForm) -> dict[str, object]:
    """A new template, as REST takes it; name and subject are left out where they are empty."""
    values: dict[str, object] = {name: getattr(form, name) for name in (*LINES, *TEXTS)}
    return {
        **{name: value for name, value in values.items() if value or name not in MISSING},
        "variables": list(form.variables),
        "account_id": number(form.account_id) if form.account_id else None,
    }


def change_document(form: TemplateForm, template: Template) -> dict[str, object]:
    """What the form would change of the stored template; empty when nothing."""
    stored = shown(template)
    change: dict[str, object] = {
        name: getattr(form, name) for name in (*LINES, *TEXTS) if getattr(form, name) != getattr(stored, name)
    }
    if set(form.variables) != set(stored.variables):
        change["variables"] = list(form.variables)
    if form.account_id != stored.account_id:
        change["account_id"] = number(form.account_id) if form.account_id else None
    return change


def errors_of(form: TemplateForm, refused: Sequence[tuple[str, str]]) -> dict[str, str]:
    """REST's sentences by the form's fields; empty for what concerns no field."""
    errors: dict[str, str] = {}
    for place, sentence in refused:
        name = place.partition(".")[0]
        said = MISSING[name] if name in MISSING and not getattr(form, name) else sentence
        errors.setdefault(name if name in NAMES else "", said)
    return errors
