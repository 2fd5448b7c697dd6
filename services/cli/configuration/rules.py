"""`mailweave rules add|list` and `mailweave templates add|list`."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from services.cli.files import read_text
from services.cli.options import AccountId
from services.cli.rest import Document, rest
from services.cli.terminal import print_table


class ConditionType(StrEnum):
    """What a rule looks at."""

    FROM_CONTAINS = "from_contains"
    SUBJECT_CONTAINS = "subject_contains"


def add_rule(
    *,
    name: Annotated[str, typer.Option(help="What people call it.")],
    condition_type: Annotated[ConditionType, typer.Option(help="What it looks at.")],
    condition_value: Annotated[str, typer.Option(help="What must be found there.")],
    template_id: Annotated[int, typer.Option(min=1, help="Template to answer with.")],
    rule_type: Annotated[str, typer.Option(help="What it does.")] = "auto_reply",
    account_id: AccountId = None,
    priority: Annotated[int, typer.Option(help="Lower first.")] = 100,
    is_active: Annotated[bool, typer.Option("--active/--inactive", help="Whether it applies.")] = True,
) -> None:
    """Create a rule for one account, or for all when no --account-id is given."""
    document = {
        "name": name,
        "rule_type": rule_type,
        "condition_type": condition_type.value,
        "condition_value": condition_value,
        "action_data": {"template_id": template_id},
        "account_id": account_id,
        "priority": priority,
        "is_active": is_active,
    }
    with rest() as client:
        rule = client.post("/rules/", document)
    typer.echo(f"rule {rule['id']} ({rule['name']}) applies to what arrives from now on")


def list_rules() -> None:
    """Show all rules in the order in which they apply."""
    with rest() as client:
        rules = sorted(client.all("/rules/"), key=lambda rule: (rule["priority"], rule["id"]))
    if not rules:
        typer.echo("there are no rules yet: `mailweave rules add --help`")
        return
    print_table(("id", "priority", "name", "account", "condition", "action", "active"), map(_rule_row, rules))


def add_template(
    *,
    name: Annotated[str, typer.Option(help="What people call it.")],
    subject: Annotated[str, typer.Option(help="Subject; {{variable}} is filled in.")],
    plain_content: Annotated[str, typer.Option(help="Text.")] = "",
    plain_file: Annotated[Path | None, typer.Option(help="File with the text.")] = None,
    html_file: Annotated[Path | None, typer.Option(help="File with the HTML.")] = None,
    variable: Annotated[list[str] | None, typer.Option(help="A variable that it uses; repeatable.")] = None,
    template_type: Annotated[str, typer.Option(help="What it is for, in a word of yours.")] = "",
) -> None:
    """Create a template for automatic replies."""
    document = {
        "name": name,
        "template_type": template_type,
        "subject": subject,
        "plain_content": read_text(plain_file) if plain_file else plain_content,
        "html_content": read_text(html_file) if html_file else "",
        "variables": variable or [],
    }
    with rest() as client:
        template = client.post("/templates/", document)
    typer.echo(f"template {template['id']} ({template['name']})")


def list_templates() -> None:
    """Show all templates."""
    with rest() as client:
        templates = list(client.all("/templates/"))
    if not templates:
        typer.echo("there are no templates yet: `mailweave templates add --help`")
        return
    print_table(("id", "version", "name", "type", "subject", "variables"), map(_template_row, templates))


def _rule_row(rule: Document) -> tuple[str, ...]:
    return (
        str(rule["id"]),
        str(rule["priority"]),
        rule["name"],
        str(rule["account_id"] or "all"),
        _condition(rule),
        f"{rule['rule_type']} with template {rule['action_data'].get('template_id')}",
        "yes" if rule["is_active"] else "no",
    )


def _condition(rule: Document) -> str:
    if rule["condition_type"] is None:
        return json.dumps(rule["condition"], ensure_ascii=False)
    return f"{rule['condition_type']} {rule['condition_value']!r}"


def _template_row(template: Document) -> tuple[str, ...]:
    return (
        str(template["id"]),
        str(template["version"]),
        template["name"],
        template["template_type"],
        template["subject"],
        ", ".join(template["variables"]),
    )
