"""`python -m deploy.local up|status|mailbox|produce|remove|lock-jars`: the embedded stack by itself."""

import argparse
import getpass
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from deploy.local.console import console_producer, feed
from deploy.local.endpoints import Endpoints
from deploy.local.greenmail import keep_user
from deploy.local.jars import write_lock
from deploy.local.stack import Stack, default_folder, is_running, refuse_running
from shared.errors import ConfigurationError


def main() -> int:
    """0 when it did what was asked; 1 with one sentence on stderr when it could not."""
    arguments = _parse()
    folder: Path = arguments.folder.absolute()
    try:
        match arguments.command:
            case "up":
                _up(folder)
            case "status":
                return _status(folder)
            case "mailbox":
                _mailboxes(folder, arguments.addresses)
            case "produce":
                return _produce(folder, arguments.topic)
            case "remove":
                _remove(folder)
            case "lock-jars":
                write_lock()
    except ConfigurationError as error:
        print(f"mailweave: {error}", file=sys.stderr)
        return 1
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    parser.add_argument("command", choices=["up", "status", "mailbox", "produce", "remove", "lock-jars"])
    parser.add_argument("addresses", nargs="*", help="for `mailbox`: whose they are")
    parser.add_argument("--folder", type=Path, default=default_folder(), help="where its data lies")
    parser.add_argument("--topic", default="outbound", help="for `produce`: where the records go")
    return parser.parse_args()


def _up(folder: Path) -> None:
    """Start it, say where it is, and hold it until Ctrl-C or SIGTERM."""
    asked_to_stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked_to_stop.set())
    stack = Stack(folder, _say)
    endpoints = stack.start()
    for line in endpoints.lines():
        _say(line)
    _say("Ctrl-C stops it")
    asked_to_stop.wait()
    stack.stop()
    _say("stack stopped")


def _status(folder: Path) -> int:
    if not is_running(folder):
        _say(f"no stack is running in {folder}")
        return 1
    for line in Endpoints.load(folder).lines():
        _say(line)
    return 0


def _mailboxes(folder: Path, addresses: Sequence[str]) -> None:
    """Mailboxes on the running GreenMail; their one password is asked for, or a line of standard input."""
    mail = Endpoints.load(folder).greenmail
    if mail is None:
        raise ConfigurationError("this stack has no mail server")
    if not addresses or not all("@" in address for address in addresses):
        raise ConfigurationError("whose mailbox? `python -m deploy.local mailbox somebody@example.test`")
    who = ", ".join(addresses)
    password = getpass.getpass(f"Password for {who}: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if not password:
        raise ConfigurationError(f"no password for {who} was given: type one, or `… mailbox {who} <<< PASSWORD`")
    for address in addresses:
        keep_user(folder, mail, address, password)
        _say(f"{address} has a mailbox: IMAP at localhost:{mail.imaps} with TLS, SMTP at localhost:{mail.smtp} without")


def _produce(folder: Path, topic: str) -> int:
    """Kafka's own console producer on the running stack; a line `KEY|VALUE` on standard input is a record."""
    command = console_producer(Endpoints.load(folder).kafka_servers, topic, _say)
    return feed(command, sys.stdin)


def _remove(folder: Path) -> None:
    """Say what it deletes, then delete it; StackError where a process runs the stack."""
    if not folder.exists():
        _say(f"there is nothing in {folder}")
        return
    refuse_running(folder)
    _say(
        f"deleting {folder}: the embedded stack's tables, topics, stored mail, keys and logs; "
        "nothing of it can be had back"
    )
    Stack(folder).remove()


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
