"""Who asks, and what they may do: made by security.py for each request, asked for by every route."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request

from services.api.problems import Problem

SCOPE_KEY = "mailweave.caller"
"""Where the caller lies in the ASGI scope."""
READING = frozenset({"GET", "HEAD"})


class Scope(StrEnum):
    """What a caller may be allowed to do."""

    READ = "read"
    CONFIGURE = "configure"
    SEND = "send"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks; `name` stands in log lines."""

    name: str
    scopes: frozenset[Scope]

    def require(self, scope: Scope) -> None:
        """Raises a Problem with 403 when the caller may not do this."""
        if scope not in self.scopes:
            raise Problem(HTTPStatus.FORBIDDEN, f"{self.name} lacks the scope `{scope}`: use a token that has it")


def caller_of(request: Request) -> Caller:
    """The caller that security.py found; a request that came past it has none, which is a defect (KeyError)."""
    caller: Caller = request.scope[SCOPE_KEY]
    return caller


CallerOf = Annotated[Caller, Depends(caller_of)]


def permitted(scope: Scope) -> Callable[[Request, Caller], None]:
    """A dependency of a resource's routes: to look at it needs `read`, all else this scope."""

    def check(request: Request, caller: CallerOf) -> None:
        caller.require(Scope.READ if request.method in READING else scope)

    return check
