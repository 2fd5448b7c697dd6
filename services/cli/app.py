"""The command line: which commands there are, and how an error is said."""

import logging
import sys
from collections.abc import Callable, Mapping, Sequence

import typer

from services.cli.configuration import account_changes, accounts, rulebook, rules
from services.cli.dead_letters import commands as dlq
from services.cli.demo.command import demo
from services.cli.installation import commands as installation
from services.cli.mail import messages, sends, threads
from services.cli.mail.connectivity import test_email_connectivity
from services.cli.mail.parse import parse
from services.cli.mail.polling import poll_emails
from services.cli.mail.send import send
from services.cli.operating.audit import audit
from services.cli.operating.logs import logs
from services.cli.operating.monitor import email_monitor
from services.cli.operating.screen import screen
from services.cli.replay.command import replay
from shared.errors import MailweaveError

SET_UP = "Set up"
MAIL = "Accounts and mail"
OPERATE = "Operate"
HELP = """Mailweave weaves mailboxes into threads, runs rules on what arrives, and sends replies.

Start here: `mailweave up --embedded` starts everything on this machine, then `mailweave accounts add` and
`mailweave email-monitor`. Settings come from the environment and `.env`, each named EMAIL_…; see docs/settings.md.
"""

app = typer.Typer(help=HELP, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="markdown")


def _group(name: str, meaning: str, panel: str, commands: Mapping[str, Callable[..., None]]) -> None:
    """A command with commands of its own, as in `mailweave topics apply`."""
    group = typer.Typer(help=meaning, callback=lambda: None)
    for command_name, command in commands.items():
        group.command(command_name)(command)
    app.add_typer(group, name=name, rich_help_panel=panel)


# A new command is registered here, in the order in which `mailweave --help` shows it.
app.command(rich_help_panel=SET_UP)(installation.init)
app.command(rich_help_panel=SET_UP)(installation.up)
app.command(rich_help_panel=SET_UP)(demo)
app.command(rich_help_panel=SET_UP)(installation.migrate)
_group("topics", "Kafka topics of this installation.", SET_UP, {"apply": installation.apply})
_group(
    "accounts",
    "Configured email accounts.",
    MAIL,
    {
        "add": accounts.add,
        "list": accounts.list_accounts,
        "show": account_changes.show,
        "change": account_changes.change,
        "remove": account_changes.remove,
        "activate": account_changes.activate,
        "deactivate": account_changes.deactivate,
    },
)
app.command(rich_help_panel=MAIL)(test_email_connectivity)
app.command(rich_help_panel=MAIL)(poll_emails)
app.command(rich_help_panel=MAIL)(send)
_group(
    "sends",
    "Send requests, and what became of them.",
    MAIL,
    {"list": sends.list_sends, "show": sends.show_send, "cancel": sends.cancel},
)
_group(
    "messages",
    "Messages: search, read, download, and why rules did what they did.",
    MAIL,
    {
        "list": messages.list_messages,
        "show": messages.show_message,
        "eml": messages.eml,
        "attachment": messages.attachment,
        "why": messages.why,
    },
)
_group("threads", "Messages that belong together.", MAIL, {"list": threads.list_threads, "show": threads.show_thread})
_group("customers", "Who writes.", MAIL, {"list": threads.list_customers, "show": threads.show_customer})
_group(
    "rules",
    "What is done with mail that arrives.",
    MAIL,
    {
        "add": rules.add_rule,
        "list": rules.list_rules,
        "show": rulebook.show_rule,
        "change": rulebook.change_rule,
        "remove": rulebook.remove_rule,
        "enable": rulebook.enable_rule,
        "disable": rulebook.disable_rule,
    },
)
_group(
    "templates",
    "Texts that rules answer with.",
    MAIL,
    {
        "add": rules.add_template,
        "list": rules.list_templates,
        "show": rulebook.show_template,
        "change": rulebook.change_template,
        "remove": rulebook.remove_template,
    },
)
app.command(rich_help_panel=OPERATE)(screen)
app.command(rich_help_panel=OPERATE)(email_monitor)
_group(
    "dlq",
    "Dead letters: records that were set aside with a reason.",
    OPERATE,
    {"list": dlq.list_letters, "show": dlq.show, "redrive": dlq.redrive_letters, "discard": dlq.discard_letter},
)
app.command(rich_help_panel=OPERATE)(audit)
app.command(rich_help_panel=OPERATE)(logs)
app.command(rich_help_panel=OPERATE)(replay)
app.command(rich_help_panel=OPERATE)(parse)


def run(arguments: Sequence[str]) -> int:
    """Runs one command; the exit code is 0, 1 (it could not), 2 (it was called wrongly) or 130 (Ctrl-C)."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # what a command cannot do, it says itself
    try:
        result = app(args=list(arguments) or ["--help"], prog_name="mailweave", standalone_mode=False)
    except MailweaveError as error:
        return _refused(str(error), 1)
    except typer.TyperException as error:
        return _refused(f"{error.format_message().rstrip('.')}; see `mailweave --help`", error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return _refused("interrupted", 130)
    return result if isinstance(result, int) else 0


def _refused(reason: str, code: int) -> int:
    print(f"mailweave: {' '.join(reason.split())}", file=sys.stderr)
    return code
