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
from services.cli.files import read_text
from services.cli.options import Output, OutputFormat
from services.cli.output.show import show_each, show_one
from services.cli.rest import Document, UsageError, rest
from services.cli.terminal import say

RuleId = Annotated[int, typer.Argument(min=1, help="The rule, by its number.")]
TemplateId = Annotated[int, typer.Argument(min=1, help="The template, by its number.")]
Versions = Annotated[bool, typer.Option("--versions", help="Every version that there was, the latest first.")]


def show_rule(rule_id: RuleId, *, versions: Versions = False, output: Output = OutputFormat.TABLE) -> None:
    """Show a rule."""
    _show(f"/rules/{rule_id}/", versions=versions, output=output)


def change_rule(
    rule_id: RuleId,
    *,
    name: Annotated[str | None, typer.Option(help="What people call it.")] = None,
    condition_type: ConditionTypeOption = None,
    condition_value: ConditionValueOption = None,
    condition: ConditionOption = None,
    template_id: Annotated[int | None, typer.Option(min=1, help="Template to answer with.")] = None,
    account_id: Annotated[int | None, typer.Option(min=1, help="The only account that it is for.")] = None,
    all_accounts: Annotated[bool, typer.Option("--all-accounts", help="For every account.")] = False,
    priority: Annotated[int | None, typer.Option(help="Lower first.")] = None,
) -> None:
    """Make a new version of a rule, which applies to what arrives from now on; what is not given stays."""
    given: Document = {
        "name": name,
        "condition_type": condition_type.value if condition_type else None,
        "condition_value": condition_value,
        "action_data": {"template_id": template_id} if template_id else None,
        "account_id": account_id,
        "priority": priority,
    }
    document = {field: value for field, value in given.items() if value is not None}
    if all_accounts:
        document["account_id"] = None
    if condition is not None:
        document |= condition_fields(condition_type, condition_value, condition)
    document = _something(document)
    with rest() as client:
        shown = client.get(f"/rules/{rule_id}/")
        for field in ("condition_type", "condition_value"):
            if document.keys() & {"condition_type", "condition_value"} and shown[field] is not None:
                document.setdefault(field, shown[field])
        _say_changed("rule", client.patch(f"/rules/{rule_id}/", document, version=shown["version"]))


def remove_rule(rule_id: RuleId) -> None:
    """Remove a rule: it applies to nothing any more; what it did is kept."""
    with rest() as client:
        client.delete(f"/rules/{rule_id}/")
    say(f"rule {rule_id} is removed")


def enable_rule(rule_id: RuleId) -> None:
    """Switch a rule on, for what arrives from now on."""
    _switch(rule_id, is_active=True)


def disable_rule(rule_id: RuleId) -> None:
    """Switch a rule off."""
    _switch(rule_id, is_active=False)


def show_template(template_id: TemplateId, *, versions: Versions = False, output: Output = OutputFormat.TABLE) -> None:
    """Show a template."""
    _show(f"/templates/{template_id}/", versions=versions, output=output)


def change_template(
    template_id: TemplateId,
    *,
    name: Annotated[str | None, typer.Option(help="What people call it.")] = None,
    subject: Annotated[str | None, typer.Option(help="Subject; {{variable}} is filled in.")] = None,
    plain_content: Annotated[str | None, typer.Option(help="Text.")] = None,
    plain_file: Annotated[Path | None, typer.Option(help="File with the text.")] = None,
    html_file: Annotated[Path | None, typer.Option(help="File with the HTML.")] = None,
    variable: Annotated[list[str] | None, typer.Option(help="All variables that it uses; repeatable.")] = None,
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
    document = _something({field: value for field, value in given.items() if value is not None})
    with rest() as client:
        version = client.get(f"/templates/{template_id}/")["version"]
        _say_changed("template", client.patch(f"/templates/{template_id}/", document, version=version))


def remove_template(template_id: TemplateId) -> None:
    """Remove a template that no rule answers with."""
    with rest() as client:
        client.delete(f"/templates/{template_id}/")
    say(f"template {template_id} is removed")


def _show(path: str, *, versions: bool, output: OutputFormat) -> None:
    with rest() as client:
        if not versions:
            show_one(client.get(path), output)
            return
        found = list(client.all(f"{path}versions/"))
    show_each(found, output)


def _switch(rule_id: int, *, is_active: bool) -> None:
    with rest() as client:
        rule = client.patch(f"/rules/{rule_id}/", {"is_active": is_active})
    say(f"rule {rule['id']} ({rule['name']}) is {'on' if rule['is_active'] else 'off'}")


def _something(document: Document) -> Document:
    if not document:
        raise UsageError("give what is to be changed")
    return document


def _say_changed(what: str, document: Document) -> None:
    say(f"{what} {document['id']} ({document['name']}) is at version {document['version']} now")
