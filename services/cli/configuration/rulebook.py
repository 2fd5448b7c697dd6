"""`mailweave rules show|change|remove|enable|disable` and `mailweave templates show|change|remove`."""

from pathlib import Path
from typing import Annotated

import typer

from services.cli.configuration.conditions import (
    ConditionOption,
    ConditionTypeOption,
    ConditionValueOption,
    condition_fields,
)
from services.cli.configuration.named import number_of
from services.cli.configuration.variables import variables_of
from services.cli.files import read_text
from services.cli.options import Output, OutputFormat
from services.cli.output.show import show_each, show_one
from services.cli.rest import Document, UsageError, rest
from services.cli.terminal import say

RuleId = Annotated[str, typer.Argument(metavar="RULE", help="The rule, by its number or its name.")]
TemplateId = Annotated[str, typer.Argument(metavar="TEMPLATE", help="The template, by its number or its name.")]
TemplateOption = Annotated[
    str | None,
    typer.Option("--template", "--template-id", metavar="TEMPLATE", help="To answer with, by its number or its name."),
]
TEXTS = ("subject", "plain_content", "html_content")
Versions = Annotated[bool, typer.Option("--versions", help="Every version that there was, the latest first.")]


def show_rule(rule: RuleId, *, versions: Versions = False, output: Output = OutputFormat.TABLE) -> None:
    """Show a rule."""
    _show("rule", rule, versions=versions, output=output)


def change_rule(
    rule: RuleId,
    *,
    name: Annotated[str | None, typer.Option(help="What people call it.")] = None,
    condition_type: ConditionTypeOption = None,
    condition_value: ConditionValueOption = None,
    condition: ConditionOption = None,
    template: TemplateOption = None,
    account_id: Annotated[int | None, typer.Option(min=1, help="The only account that it is for.")] = None,
    all_accounts: Annotated[bool, typer.Option("--all-accounts", help="For every account.")] = False,
    priority: Annotated[int | None, typer.Option(help="Lower first.")] = None,
) -> None:
    """Make a new version of a rule, which applies to what arrives from now on; what is not given stays."""
    given: Document = {
        "name": name,
        "condition_type": condition_type.value if condition_type else None,
        "condition_value": condition_value,
        "account_id": account_id,
        "priority": priority,
    }
    document = {field: value for field, value in given.items() if value is not None}
    if all_accounts:
        document["account_id"] = None
    if condition is not None:
        document |= condition_fields(condition_type, condition_value, condition)
    _something(document or template)
    with rest() as client:
        if template is not None:
            document["action_data"] = {"template_id": number_of(client, "template", template)}
        rule_id = number_of(client, "rule", rule)
        shown = client.get(f"/rules/{rule_id}/")
        for field in ("condition_type", "condition_value"):
            if document.keys() & {"condition_type", "condition_value"} and shown[field] is not None:
                document.setdefault(field, shown[field])
        _say_changed("rule", client.patch(f"/rules/{rule_id}/", document, version=shown["version"]))


def remove_rule(rule: RuleId) -> None:
    """Remove a rule: it applies to nothing any more; what it did is kept."""
    with rest() as client:
        rule_id = number_of(client, "rule", rule)
        client.delete(f"/rules/{rule_id}/")
    say(f"rule {rule_id} is removed")


def enable_rule(rule: RuleId) -> None:
    """Switch a rule on, for what arrives from now on."""
    _switch(rule, is_active=True)


def disable_rule(rule: RuleId) -> None:
    """Switch a rule off."""
    _switch(rule, is_active=False)


def show_template(template: TemplateId, *, versions: Versions = False, output: Output = OutputFormat.TABLE) -> None:
    """Show a template."""
    _show("template", template, versions=versions, output=output)


def change_template(
    template: TemplateId,
    *,
    name: Annotated[str | None, typer.Option(help="What people call it.")] = None,
    subject: Annotated[str | None, typer.Option(help="Subject; {{variable}} is filled in.")] = None,
    plain_content: Annotated[str | None, typer.Option(help="Text.")] = None,
    plain_file: Annotated[Path | None, typer.Option(help="File with the text.")] = None,
    html_file: Annotated[Path | None, typer.Option(help="File with the HTML.")] = None,
    variable: Annotated[
        list[str] | None, typer.Option(help="All variables that it uses; repeatable. Default: those in the texts.")
    ] = None,
    template_type: Annotated[str | None, typer.Option(help="What it is for, in a word of yours.")] = None,
) -> None:
    """Make a new version of a template, with which rules answer from now on; what is not given stays."""
    given: Document = {
        "name": name,
        "subject": subject,
        "plain_content": read_text(plain_file) if plain_file else plain_content,
        "html_content": read_text(html_file) if html_file else None,
        "variables": variable or None,
        "template_type": template_type,
    }
    document = {field: value for field, value in given.items() if value is not None}
    _something(document)
    with rest() as client:
        template_id = number_of(client, "template", template)
        shown = client.get(f"/templates/{template_id}/")
        if document.keys() & set(TEXTS):
            texts = shown | document
            document.setdefault("variables", variables_of(*(texts[name] for name in TEXTS)))
        _say_changed("template", client.patch(f"/templates/{template_id}/", document, version=shown["version"]))


def remove_template(template: TemplateId) -> None:
    """Remove a template that no rule answers with."""
    with rest() as client:
        template_id = number_of(client, "template", template)
        client.delete(f"/templates/{template_id}/")
    say(f"template {template_id} is removed")


def _show(what: str, given: str, *, versions: bool, output: OutputFormat) -> None:
    with rest() as client:
        path = f"/{what}s/{number_of(client, what, given)}/"
        if not versions:
            show_one(client.get(path), output)
            return
        found = list(client.all(f"{path}versions/"))
    show_each(found, output)


def _switch(given: str, *, is_active: bool) -> None:
    with rest() as client:
        rule = client.patch(f"/rules/{number_of(client, 'rule', given)}/", {"is_active": is_active})
    say(f"rule {rule['id']} ({rule['name']}) is {'on' if rule['is_active'] else 'off'}")


def _something(given: object) -> None:
    if not given:
        raise UsageError("give what is to be changed")


def _say_changed(what: str, document: Document) -> None:
    say(f"{what} {document['id']} ({document['name']}) is at version {document['version']} now")
