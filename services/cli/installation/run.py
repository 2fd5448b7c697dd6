"""Runs a whole installation on this machine: the embedded stack when asked for, tables, topics, supervised services."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from services.cli.installation.checks import role_faults
from services.cli.installation.probe import fault_of
from services.cli.installation.supervisor import Supervisor
from services.cli.installation.topics import apply_topics
from services.cli.settings import CliSettings
from shared.errors import ConfigurationError, MailweaveError
from shared.postgres.migrate import migrate
from shared.service.ports import Ports
from shared.services import SERVICES

if TYPE_CHECKING:  # the embedded stack needs the extra `local`, an installation without it does not
    from deploy.local.endpoints import Endpoints
    from services.cli.installation.embedded import Embedded

Say = Callable[[str], None]
TICK_S = 0.2
READY_WITHIN_S = 60.0


class NotReadyError(MailweaveError):
    """Services are not ready; it names each with its reason."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What runs: `endpoints` is None where Kafka and PostgreSQL are somebody else's.

    `add_user` lets an address log in at GreenMail with a password.
    """

    folder: Path
    settings: CliSettings
    supervisor: Supervisor
    ports: dict[str, int]
    endpoints: "Endpoints | None"
    add_user: Callable[[str, str], None] | None = None

    def lines(self) -> list[str]:
        """Where everything is, for a person."""
        token = "EMAIL_API_TOKEN" if self.endpoints is None else f"EMAIL_API_TOKEN in {self.folder / 'env'}"
        lines = [
            f"screen     {self.settings.api_url}/ (`mailweave screen` prints a link that logs in)",
            f"REST       {self.settings.api_url}/api/email/docs (token: {token})",
            "metrics    " + ", ".join(f"{name} http://127.0.0.1:{port}/metrics" for name, port in self.ports.items()),
            f"logs       {self.folder / 'logs'}",
        ]
        return [*(self.endpoints.lines() if self.endpoints else ()), *lines]

    def unready(self) -> list[str]:
        """The services that do not answer /ready with 200, each with its reason."""
        faults = {name: fault_of(port, "/ready") for name, port in self.ports.items()}
        return [f"{name}: {fault}" for name, fault in faults.items() if fault]


@contextlib.contextmanager
def installation(folder: Path, *, embedded: bool, say: Say, migrates: bool = True) -> Iterator[Installation]:
    """Stack (when `embedded`), migrations (when it `migrates`) and topics.

    The services start with the supervisor's first tick. They listen on their own ports; on those that were free once,
    where the stack is embedded: there may be several of these on one machine.

    At the end the services finish what they have in hand, then the stack stops; the data stay in `folder`.
    """
    with contextlib.ExitStack() as cleanup:
        stack = cleanup.enter_context(_embedded(folder, say)) if embedded else None
        overrides = stack.variables if stack else {}
        settings = CliSettings.load(**as_fields(overrides))
        applied = migrate(settings.migration_url, settings.live_schema) if migrates else []
        if stack:
            stack.create_login(settings)
        elif found := role_faults(settings):
            raise ConfigurationError("; ".join(found))
        created = [topic for topic in asyncio.run(apply_topics(settings)) if topic.outcome != "already there"]
        say(f"database: {len(applied)} migrations applied; Kafka: {len(created)} topics created or changed")
        folder.mkdir(parents=True, exist_ok=True)
        claim = Ports(folder).claim if embedded else None
        ports = {name: claim(f"{name}_http") if claim else each.http_port for name, each in SERVICES.items()}
        supervisor = Supervisor(folder, overrides, ports, say)
        cleanup.callback(supervisor.stop)
        around = (stack.endpoints, stack.add_user) if stack else (None, None)
        yield Installation(folder, settings, supervisor, ports, *around)


def as_fields(environment: Mapping[str, str]) -> dict[str, str]:
    """Those EMAIL_ variables that the command line itself has a setting for, by that setting's name."""
    fields = {name.removeprefix("EMAIL_").lower(): value for name, value in environment.items()}
    return {name: value for name, value in fields.items() if name in CliSettings.model_fields}


def _embedded(folder: Path, say: Say) -> "AbstractContextManager[Embedded]":
    from services.cli.installation.embedded import embedded_stack

    return embedded_stack(folder, say)


async def supervise(running: Installation, until: asyncio.Event) -> None:
    """Keeps the services running until the event is set."""
    while not until.is_set():
        running.supervisor.tick()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(until.wait(), TICK_S)


async def until_ready(running: Installation, within_s: float = READY_WITHIN_S) -> None:
    """Returns once every service is ready; raises NotReadyError after `within_s`."""
    deadline = asyncio.get_running_loop().time() + within_s
    while unready := await asyncio.to_thread(running.unready):
        if asyncio.get_running_loop().time() > deadline:
            raise NotReadyError(f"not ready after {within_s:.0f} s: {'; '.join(unready)}; see {running.folder}/logs")
        await asyncio.sleep(TICK_S)
