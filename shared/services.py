"""The one list of Mailweave's services.

A new service is a line here and a folder `services/NAME`: `__main__.py`, `settings.py`, and migrations, the first of
which makes its role. tests/unit/shared/test_services.py then names what else has to know of it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Secret(StrEnum):
    """Settings that a service is started without unless its line says that it needs them."""

    SECRET_KEY = "EMAIL_SECRET_KEY"  # noqa: S105 - the name of a setting
    API_TOKEN = "EMAIL_API_TOKEN"  # noqa: S105 - the name of a setting
    ADMIN_DATABASE_URL = "EMAIL_ADMIN_DATABASE_URL"
    VAULT_TOKEN = "EMAIL_VAULT_TOKEN"  # noqa: S105 - the name of a setting
    """Of those who log in: accounts' own secrets in the environment go to nobody else, either."""


@dataclass(frozen=True, slots=True)
class Service:
    """What everybody else has to know of a service; `reads` are topics, without the installation's prefix.

    `http_port` is where its /metrics, /live and /ready are, unless EMAIL_HTTP_PORT says otherwise.
    """

    name: str
    http_port: int = 0
    reads: tuple[str, ...] = ()
    secrets: frozenset[Secret] = frozenset()

    @property
    def module(self) -> str:
        """Its package; `python -m` starts it."""
        return f"services.{self.name}"

    @property
    def role(self) -> str:
        """Its role in the database."""
        return f"mailweave_{self.name}"


_RUNNING = (
    Service(
        "poller",
        8001,
        reads=("poll.requested", "mailbox.requested", "connectivity.requested", "import.requested"),
        secrets=frozenset({Secret.SECRET_KEY, Secret.VAULT_TOKEN}),
    ),
    Service("parser", 8002, reads=("raw.fetched", "raw.fetched.bulk"), secrets=frozenset({Secret.SECRET_KEY})),
    Service("threader", 8003, reads=("parsed", "thread.requested")),
    Service("rules", 8004, reads=("threaded",)),
    Service(
        "sender",
        8005,
        reads=("outbound", "cancel.requested", "connectivity.requested"),
        secrets=frozenset({Secret.SECRET_KEY, Secret.VAULT_TOKEN}),
    ),
    Service("api", 8006, secrets=frozenset({Secret.SECRET_KEY, Secret.API_TOKEN})),
)
_COMMAND_LINE = Service("cli", secrets=frozenset(Secret))

SERVICES: dict[str, Service] = {service.name: service for service in _RUNNING}
"""Those that an installation keeps running, by name, in the order in which mail passes them."""

PROGRAMS: dict[str, Service] = {**SERVICES, _COMMAND_LINE.name: _COMMAND_LINE}
"""The same and the command line, which a person starts: it too has a role and settings."""
