"""The steps of a connectivity test, in the words of the protocols."""

from collections.abc import Sequence
from enum import StrEnum

from services.poller.domain.failures import Failure
from shared.trust import Security
from shared.walk import Trouble


class StepName(StrEnum):
    """What a test does one after the other; EXAMINE is once for each folder."""

    ACCOUNT = "account"
    TOKEN = "token"  # noqa: S105 - a step's name
    PASSWORD = "password"  # noqa: S105
    RESOLVE = "resolve"
    CONNECT = "connect"
    TLS = "TLS"
    GREETING = "greeting"
    STARTTLS = "STARTTLS"
    STLS = "STLS"
    LOGIN = "login"
    CAPABILITY = "CAPABILITY"
    LIST = "LIST"
    EXAMINE = "EXAMINE"
    FETCH = "FETCH"
    CAPA = "CAPA"
    STAT = "STAT"
    UIDL = "UIDL"
    TOP = "TOP"


def expected_steps(
    protocol: str, folders: Sequence[str], security: Security, *, is_oauth: bool = False, is_by_reference: bool = False
) -> list[str]:
    """The steps of one account's test."""
    secret = [StepName.TOKEN] if is_oauth else [StepName.PASSWORD] if is_by_reference else []
    connected = [StepName.ACCOUNT, *secret, StepName.RESOLVE, StepName.CONNECT]
    there = [*connected, *_greeted(protocol, security), StepName.LOGIN]
    if protocol == "pop3":
        return [*there, StepName.CAPA, StepName.STAT, StepName.UIDL, StepName.TOP]
    opened = [examine_step(folder) for folder in folders]
    return [*there, StepName.CAPABILITY, StepName.LIST, *opened, StepName.FETCH]


def _greeted(protocol: str, security: Security) -> list[str]:
    if security is Security.IMPLICIT_TLS:
        return [StepName.TLS, StepName.GREETING]
    if security is Security.STARTTLS:
        return [StepName.GREETING, StepName.STLS if protocol == "pop3" else StepName.STARTTLS]
    return [StepName.GREETING]


def examine_step(folder: str) -> str:
    """How the opening of this folder is called."""
    return f"{StepName.EXAMINE} {folder}"


def trouble_of(failure: Failure) -> Trouble:
    """The failure as a step shows it."""
    return Trouble(failure.kind, failure.happened, failure.next_step, failure.said)
