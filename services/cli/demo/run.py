"""The demo: starts everything, lets mail through, says what became of it."""

import asyncio
import shlex
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from deploy.local.mail_server import MailServer
from services.cli.demo import judge, show
from services.cli.demo.arrivals import arrivals_told
from services.cli.demo.configure import configure, login_link
from services.cli.demo.letters import plant
from services.cli.demo.mail import IMAP_ACCOUNT, POP3_ACCOUNT, Planted
from services.cli.demo.mailboxes import PASSWORD, Mailboxes
from services.cli.demo.observe import Observer
from services.cli.installation.run import Installation, Say, installation, supervise, until_ready
from services.cli.installation.up import say, stop_on_signals
from services.cli.settings import DATA_DIR_NAME, CliSettings
from shared.blobs import BlobStore
from shared.errors import ConfigurationError
from shared.postgres.sessions import database_pool
from shared.seal import Vault

JUDGE_AFTER_S = 100.0
LOOK_EACH_S = 0.5
WRITER = "you@newcustomer.test"


@dataclass(frozen=True, slots=True)
class Sabotage:
    """What a test breaks on purpose, to see the demo notice: keys never delivered, services stopped before."""

    withhold: Collection[str] = ()
    stop: Collection[str] = ()
    judge_after_s: float = JUDGE_AFTER_S


@dataclass(frozen=True, slots=True)
class Place:
    """Where the demo plays: services that run, and a GreenMail, whose `add_user` lets an address log in."""

    settings: CliSettings
    server: MailServer
    add_user: Callable[[str, str], None]
    stop_service: Callable[[str], None]


def run(folder: Path, *, stay: bool = False, sabotage: Sabotage | None = None, tell: Say = say) -> list[str]:
    """What was missing; empty when all went as it should."""
    with installation(folder, embedded=True, say=tell) as running:
        faults = asyncio.run(_run(running, sabotage or Sabotage(), tell, stay=stay))
    tell("stopped")
    return faults


async def _run(running: Installation, sabotage: Sabotage, tell: Say, *, stay: bool) -> list[str]:
    stop = stop_on_signals()
    keeper = asyncio.create_task(supervise(running, stop))
    work = asyncio.create_task(show_mail(running, sabotage, tell))
    interrupted = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({keeper, work, interrupted}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            return ["interrupted before the end"]
        faults = work.result()
        if stay:
            link = await login_link(running.settings)
            async with arrivals_told(running.settings, tell):
                for line in where_lines(running, link):
                    tell(line)
                await stop.wait()
        return faults
    finally:
        stop.set()
        for task in (work, interrupted):
            task.cancel()
        await asyncio.gather(keeper, work, interrupted, return_exceptions=True)


async def show_mail(running: Installation, sabotage: Sabotage, tell: Say) -> list[str]:
    """The demo in an installation whose services are supervised already; returns what was missing."""
    await until_ready(running)
    tell("all services are ready")
    if running.endpoints is None or running.endpoints.greenmail is None or running.add_user is None:
        raise ConfigurationError("the demo needs the embedded stack's GreenMail")
    server, supervisor = running.endpoints.greenmail, running.supervisor
    return await play(Place(running.settings, server, running.add_user, supervisor.stop_service), sabotage, tell)


async def play(place: Place, sabotage: Sabotage, tell: Say) -> list[str]:
    """The demo where everything runs already; returns what was missing."""
    now = datetime.now(UTC).replace(microsecond=0)
    planted = plant(now)
    mailboxes = Mailboxes(place.server)
    customers = sorted({message.sender for message in planted} - {message.account for message in planted})
    for address in (*customers, IMAP_ACCOUNT, POP3_ACCOUNT):
        await asyncio.to_thread(place.add_user, address, PASSWORD)
    await configure(place.settings, place.server)
    tls = " over TLS" if place.server.imaps else ""
    tell(f"two accounts are polled: {IMAP_ACCOUNT} (IMAP{tls}), {POP3_ACCOUNT} (POP3)")
    for name in sabotage.stop:
        await asyncio.to_thread(place.stop_service, name)
    for message in planted:
        if message.key not in sabotage.withhold:
            await asyncio.to_thread(mailboxes.deliver, message)
    tell(f"{len(planted)} messages go to the accounts by SMTP; each line below is read back:")
    async with database_pool(place.settings, service="cli") as pool:
        vault, blobs = Vault(place.settings.secret_key), BlobStore(place.settings.blob_url)
        observer = Observer(place.settings, pool, vault, blobs, mailboxes, customers, now)
        return await _follow(observer, planted, sabotage.judge_after_s, tell)


async def _follow(observer: Observer, planted: Sequence[Planted], judge_after_s: float, tell: Say) -> list[str]:
    began_at = asyncio.get_running_loop().time()
    before: dict[str, judge.Seen] = {}
    while True:
        seen = await observer.look(planted)
        for line in show.progress(planted, before, seen):
            tell(line)
        faults = judge.missing(planted, seen)
        took_s = asyncio.get_running_loop().time() - began_at
        if not faults or took_s > judge_after_s:
            break
        before = seen
        await asyncio.sleep(LOOK_EACH_S)
    tell("What became of every message, read from PostgreSQL, Kafka and the customers' mailboxes:")
    show.print_ways(planted, seen)
    answered = sum(state.replies_received for state in seen.values())
    tell(
        f"{len(planted) - len(faults)} of {len(planted)} as expected, {answered} auto-replies received, {took_s:.1f} s"
    )
    for fault in faults:
        tell(f"MISSING  {fault}")
    return faults


def where_lines(running: Installation, login_link: str) -> Iterator[str]:
    """Where everything is, and what to do next; each command can be copied as it stands."""
    yield from running.lines()
    yield f"log in     {login_link} (once, within ten minutes)"
    mail = running.endpoints.greenmail if running.endpoints else None
    if mail is not None:
        yield f"send mail  to {IMAP_ACCOUNT} or {POP3_ACCOUNT} by SMTP at {mail.host}:{mail.smtp}, for instance:"
        yield f"           {send_command(mail.host, mail.smtp)}"
    yield f"look       {look_command(running.folder)}"
    yield "what arrives and what is answered is told below; Ctrl-C stops everything, the data stay"


def look_command(folder: Path) -> str:
    """A line for the shell that shows the accounts of the installation in this folder."""
    program = shlex.quote(str(Path(sys.executable).with_name("mailweave")))
    return f"{DATA_DIR_NAME}={shlex.quote(str(folder))} {program} email-monitor"


def send_command(host: str, port: int) -> str:
    """A line for the shell that sends a message which a rule answers; it needs no program but this Python."""
    letter = f"From: {WRITER}\\nTo: {IMAP_ACCOUNT}\\nSubject: hello\\n\\nHi"
    code = f'import smtplib; smtplib.SMTP("{host}", {port}).sendmail("{WRITER}", "{IMAP_ACCOUNT}", "{letter}")'
    return f"{shlex.quote(sys.executable)} -c '{code}'"
