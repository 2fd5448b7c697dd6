"""The embedded stack as part of an installation: Kafka, PostgreSQL and GreenMail with their data in its folder."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.local.endpoints import Endpoints
from deploy.local.environment import environment, ports_of_mail, save
from deploy.local.stack import Stack
from services.cli.settings import CliSettings
from shared.postgres.login import create_login


@dataclass(frozen=True, slots=True)
class Embedded:
    """A running stack; `variables` make services use it, `add_user` lets an address log in with a password."""

    endpoints: Endpoints
    variables: dict[str, str]
    add_user: Callable[[str, str], None]

    def create_login(self, settings: CliSettings) -> None:
        """Makes the services' login, once the migrations have made their roles."""
        create_login(self.endpoints.database_url, settings.database_url.get_secret_value())


@contextlib.contextmanager
def embedded_stack(folder: Path, say: Callable[[str], None]) -> Iterator[Embedded]:
    """Runs while the block does; `folder/env` tells the command line where it is."""
    stack = Stack(folder, say, CliSettings.load().kafka_heap)
    endpoints = stack.start()
    try:
        variables = environment(endpoints)
        save(folder, variables | ports_of_mail(endpoints.greenmail))
        yield Embedded(endpoints, variables, stack.greenmail.add_user)
    finally:
        say("stopping the stack")
        stack.stop()
