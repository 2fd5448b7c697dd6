"""What the routes are given; app.py puts it together.

Every store raises TransientError while the database is away, ConfigurationError when it is not migrated; `publish`
raises TransientError while Kafka is.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from services.api.accounts.store import AccountStore
from services.api.contents.store import ContentStore
from services.api.customers.store import CustomerStore
from services.api.dead_letters.store import DeadLetterStore
from services.api.decisions.store import DecisionStore
from services.api.discovery.discovery import Discovery
from services.api.imports.store import ImportStore
from services.api.messages.store import MessageStore
from services.api.monitor.store import MonitorStore
from services.api.requests.store import RequestStore
from services.api.rules.store import RuleStore
from services.api.screen.login.store import LoginStore
from services.api.sends.store import SendStore
from services.api.templates.store import TemplateStore
from services.api.threads.store import ThreadStore
from shared.events import Event
from shared.secret_references.allowed import AllowedReferences


@dataclass(frozen=True, slots=True)
class Ports:
    """A store a resource, Kafka, the clock, and where new ids come from."""

    accounts: AccountStore
    rules: RuleStore
    templates: TemplateStore
    messages: MessageStore
    contents: ContentStore
    decisions: DecisionStore
    threads: ThreadStore
    customers: CustomerStore
    sends: SendStore
    requests: RequestStore
    imports: ImportStore
    dead_letters: DeadLetterStore
    monitor: MonitorStore
    logins: LoginStore
    discovery: Discovery
    allowed_references: AllowedReferences
    publish: Callable[[Iterable[Event]], Awaitable[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]


def _ports(request: Request) -> Ports:
    found: Ports = request.app.state.ports
    return found


PortsOf = Annotated[Ports, Depends(_ports)]
