"""`mailweave rules add|list` and `mailweave templates add|list`."""

from pathlib import Path
from typing import Annotated

import typer

from services.cli.configuration.conditions import (
    ConditionOption,
    ConditionTypeOption,
    ConditionValueOption,
    condition_fields,
    in_words,
)
from services.cli.configuration.named import number_of
from services.cli.configuration.variables import variables_of
from services.cli.files import read_text
from services.cli.options import AccountId, Output, OutputFormat
from services.cli.output.show import Columns, show_list
from services.cli.rest import Document, rest
from services.cli.terminal import say


def add_rule(
    *,
    name: Annotated[str, typer.Option(help="What people call it.")],
    template: Annotated[
        str,
        typer.Option(
            "--template", "--template-id", metavar="TEMPLATE", help="To answer with, by its number or its name."
        ),
    ],
    condition_type: ConditionTypeOption = None,
    condition_value: ConditionValueOption = None,
    condition: ConditionOption = None,
    rule_type: Annotated[str, typer.Option(help="What it does.")] = "auto_reply",
    account_id: AccountId = None,
    priority: Annotated[int, typer.Option(help="Lower first.")] = 100,
    is_active: Annotated[bool, typer.Option("--active/--inactive", help="Whether it applies.")] = True,
) -> None:
    """Create a rule for one account, or for all when no --account-id is given.

    Its condition is --condition-type with --condition-value, or a tree of all, any, not and such leaves, as in
    `--condition '{"any": [{"type": "from_contains", "value": "@shop.example"}, {"not": {"type": …, "value": …}}]}'`
    """
    document: Document = {
        "name": name,
        "rule_type": rule_type,
        **condition_fields(condition_type, condition_value, condition),
        "account_id": account_id,
        "priority": priority,
        "is_active": is_active,
    }
    with rest() as client:
        document["action_data"] = {"template_id": number_of(client, "template", template)}
        rule = client.post("/rules/", document)
    typer.echo(f"rule {rule['id']} ({rule['name']}) applies to what arrives from now on")


def list_rules(*, output: Output = OutputFormat.TABLE) -> None:
    """Show all rules in the order in which they apply."""
    with rest() as client:
        rules = sorted(client.all("/rules/"), key=lambda rule: (rule["priority"], rule["id"]))
    show_list(rules, RULE_COLUMNS, output, empty="there are no rules yet: `mailweave rules add --help`")


def add_template(
    *,
    name: Annotated[str, typer.Option(help="What people call it.")],
    subject: Annotated[str, typer.Option(help="Subject; {{variable}} is filled in.")],
    plain_content: Annotated[str, typer.Option(help="Text.")] = "",
    plain_file: Annotated[Path | None, typer.Option(help="File with the text.")] = None,
    html_file: Annotated[Path | None, typer.Option(help="File with the HTML.")] = None,
    variable: Annotated[
        list[str] | None, typer.Option(help="A variable that it uses; repeatable. Default: those in the texts.")
    ] = None,
    template_type: Annotated[str, typer.Option(help="What it is for, in a word of yours.")] = "",
) -> None:
    """Create a template for automatic replies."""
    plain = read_text(plain_file) if plain_file else plain_content
    html = read_text(html_file) if html_file else ""
    document = {
        "name": name,
        "template_type": template_type,
        "subject": subject,
        "plain_content": plain,
        "html_content": html,
        "variables": variable or variables_of(subject, plain, html),
    }
    with rest() as client:
        template = client.post("/templates/", document)
    typer.echo(f"template {template['id']} ({template['name']})")
    say(f"next: mailweave rules add --template {template['id']} --name NAME --condition-type from_contains …")


def list_templates(*, output: Output = OutputFormat.TABLE) -> None:
    """Show all templates."""
    with rest() as client:
        templates = list(client.all("/templates/"))
    show_list(templates, TEMPLATE_COLUMNS, output, empty="there are no templates yet: `mailweave templates add --help`")


RULE_COLUMNS: Columns = {
    "id": "id",
    "priority": "priority",
    "name": "name",
    "account": lambda rule: rule["account_id"] or "all",
    "condition": lambda rule: in_words(rule["condition"]),
    "template": lambda rule: rule["action_data"].get("template_id"),
    "active": "is_active",
}
TEMPLATE_COLUMNS: Columns = {
    "id": "id",
    "version": "version",
    "name": "name",
    "subject": "subject",
    "variables": "variables",
}
