"""The command line: which commands there are, and how an error is said."""

import logging
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

import typer

from services.cli.configuration import account_changes, accounts, authorize, discovery, rulebook, rules
from services.cli.dead_letters import commands as dlq
from services.cli.demo.command import demo
from services.cli.doctor.command import doctor
from services.cli.help import help_, tell_whole_names
from services.cli.installation import commands as installation
from services.cli.mail import folders, imports, messages, poll_log, sends, threads
from services.cli.mail.connectivity import test_email_connectivity
from services.cli.mail.parse import parse
from services.cli.mail.polling import poll_emails
from services.cli.mail.send import send
from services.cli.operating import keys
from services.cli.operating.audit import audit
from services.cli.operating.logs import logs
from services.cli.operating.monitor import email_monitor
from services.cli.operating.screen import screen
from services.cli.replay.command import replay
from services.cli.rest import UsageError
from services.cli.table import wrapped
from shared.errors import ConfigurationError, MailweaveError

SET_UP = "Set up"
MAIL = "Accounts and mail"
OPERATE = "Operate"
HELP = """Mailweave weaves mailboxes into threads, runs rules on what arrives, and sends replies.

Start here: `mailweave up --embedded` starts everything on this machine, then `mailweave accounts add` and
`mailweave email-monitor`. Settings come from the environment and `.env`, each named EMAIL_…; see docs/settings.md.
Exit codes: `mailweave help exit-codes`.
"""
NAME = "mailweave"

app = typer.Typer(
    help=HELP,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(is_asked: bool) -> None:
    if is_asked:
        from importlib.metadata import version

        typer.echo(f"{NAME} {version(NAME)}")
        raise typer.Exit


VERSION = typer.Option("--version", is_eager=True, callback=_say_version, help="Show the version and exit.")


@app.callback()
def _all_commands(*, version: Annotated[bool, VERSION] = False) -> None:
    """Only its options are of interest."""


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
_group("topics", "Kafka topics of this installation.", SET_UP, {"apply": installation.apply, "acls": installation.acls})
_group(
    "accounts",
    "Configured email accounts.",
    MAIL,
    {
        "add": accounts.add,
        "presets": discovery.presets,
        "discover": discovery.discover,
        "list": accounts.list_accounts,
        "show": account_changes.show,
        "folders": folders.list_folders,
        "polls": poll_log.list_polls,
        "change": account_changes.change,
        "remove": account_changes.remove,
        "activate": account_changes.activate,
        "deactivate": account_changes.deactivate,
        "authorize": authorize.authorize,
    },
)
app.command(rich_help_panel=MAIL)(test_email_connectivity)
app.command(rich_help_panel=MAIL)(poll_emails)
app.command("import", rich_help_panel=MAIL)(imports.import_)
_group(
    "imports",
    "Imports of older mail, and how far they are.",
    MAIL,
    {
        "list": imports.list_imports,
        "show": imports.show_import,
        "follow": imports.follow_import,
        "cancel": imports.cancel_import,
    },
)
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
_group(
    "threads",
    "Messages that belong together.",
    MAIL,
    {
        "list": threads.list_threads,
        "show": threads.show_thread,
        "close": threads.close_threads,
        "reopen": threads.reopen_threads,
        "archive": threads.archive_threads,
    },
)
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
app.command(rich_help_panel=OPERATE)(doctor)
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
_group(
    "keys",
    "The keys that wrap all others, and their rotation.",
    OPERATE,
    {"list": keys.list_keys, "rotate": keys.rotate_keys},
)
app.command(rich_help_panel=OPERATE)(replay)
app.command(rich_help_panel=OPERATE)(parse)
app.command("help", rich_help_panel=OPERATE)(help_)


def run(arguments: Sequence[str]) -> int:
    """Runs one command; gives the exit code (services/cli/help.py says what each means)."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # what a command cannot do, it says itself
    given = list(arguments) or ["--help"]
    tell_whole_names(given)
    try:
        result = app(args=given, prog_name=NAME, standalone_mode=False)
    except UsageError as error:
        return _refused(_with_help(str(error), arguments), 2)
    except MailweaveError as error:
        return _refused(str(error), 2 if isinstance(error, ConfigurationError) else 1)
    except typer.TyperException as error:
        return _refused(_with_help(error.format_message(), arguments), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return _refused("interrupted", 130)
    return result if isinstance(result, int) else 0


def _refused(reason: str, code: int) -> int:
    said = f"{NAME}: {' '.join(reason.split())}"
    columns = shutil.get_terminal_size().columns if sys.stderr.isatty() else None
    for line in wrapped(said, columns) if columns else [said]:
        print(line, file=sys.stderr)
    return code


def _with_help(reason: str, arguments: Sequence[str]) -> str:
    """The reason, and the help of the innermost command that the arguments name."""
    words, command = [NAME], typer.main.get_command(app)
    is_about_others = [*arguments[:1]] == ["help"] and not arguments[-1].startswith("-")
    for argument in arguments[1:] if is_about_others else arguments:
        inner = getattr(command, "commands", {}).get(argument)
        if inner is not None:
            words, command = [*words, argument], inner
    return f"{reason.rstrip('.')}; see `{' '.join(words)} --help`"
