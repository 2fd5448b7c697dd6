"""What the pages are given; app.py puts it together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from services.api.ports import Ports
from services.api.screen.login.attempts import Attempts
from services.api.screen.overview.flow import Flow
from services.api.screen.overview.store import OverviewStore
from services.api.screen.sends.store import AttemptStore
from services.api.screen.threads.store import EvidenceStore
from services.api.security import FindCaller
from shared.audit.balance import Audit


@dataclass(frozen=True, slots=True)
class ScreenPorts:
    """REST's ports, and what only pages need."""

    rest: Ports
    find_caller: FindCaller
    attempts: Attempts
    overview: OverviewStore
    flow: Flow
    evidence: EvidenceStore
    attempts_of_sends: AttemptStore
    monotonic: Callable[[], float]
    unaccounted: Callable[[], Audit | None]


def _ports(request: Request) -> ScreenPorts:
    found: ScreenPorts = request.app.state.screen
    return found


ScreenPortsOf = Annotated[ScreenPorts, Depends(_ports)]
