"""The demo in an installation that runs already, as under deploy/compose.yaml: by its settings, with its GreenMail."""

import asyncio
import imaplib
import socket
from functools import partial

import httpx

from deploy.local.mail_server import MailServer, create_user
from services.cli.demo.mailboxes import TIMEOUT_S
from services.cli.demo.run import Place, Sabotage, play
from services.cli.installation.up import say
from services.cli.rest import CommandError
from services.cli.settings import CliSettings
from shared.waiting import looked_for

ANSWERS_WITHIN_S = 60.0
LOOK_EACH_S = 0.5


def run_elsewhere(host: str) -> list[str]:
    """What was missing; `host` is a GreenMail on the ports of its own test setup, which may still be starting."""
    settings = CliSettings.load()
    server = MailServer(host, smtp=3025, imap=3143, pop3=3110, admin=8080)
    place = Place(settings, server, partial(_keep_user, server), _stop_nothing)
    try:
        return asyncio.run(_play(place))
    except httpx.TransportError as error:
        raise CommandError(
            f"REST does not answer at {settings.api_url} ({type(error).__name__}): start the services, or correct "
            "EMAIL_API_URL"
        ) from error


async def _play(place: Place) -> list[str]:
    server = place.server

    async def silent() -> list[int]:
        ports = (server.smtp, server.imap, server.pop3, server.admin)
        return [port for port in ports if not await asyncio.to_thread(_accepts, server.host, port)]

    if ports := await looked_for(silent, lambda found: not found, within_s=ANSWERS_WITHIN_S, each_s=LOOK_EACH_S):
        listed = ", ".join(map(str, ports))
        raise CommandError(f"no GreenMail answers at {server.host}, port {listed}: start one, or correct --mail-server")
    return await play(place, Sabotage(), say)


def _keep_user(server: MailServer, address: str, password: str) -> None:
    """A demo that runs again finds the mailboxes as they are: there may be mail in them that nobody has read."""
    try:
        with imaplib.IMAP4(server.host, server.imap, timeout=TIMEOUT_S) as imap:
            imap.login(address, password)
    except imaplib.IMAP4.error:
        create_user(server, address, password)


def _accepts(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _stop_nothing(name: str) -> None:
    raise NotImplementedError(f"{name} is not ours to stop")
