"""The steps of a connectivity test, in the words of the protocol."""

from enum import StrEnum

from services.sender.domain.account import SendingAccount
from shared.trust import Security


class StepName(StrEnum):
    """What a test does one after the other."""

    ACCOUNT = "account"
    TOKEN = "token"  # noqa: S105 - a step's name
    PASSWORD = "password"  # noqa: S105
    RESOLVE = "resolve"
    CONNECT = "connect"
    TLS = "TLS"
    GREETING = "greeting"
    EHLO = "EHLO"
    STARTTLS = "STARTTLS"
    AUTH = "AUTH"
    MAIL = "MAIL"
    RSET = "RSET"


def expected_steps(account: SendingAccount) -> list[str]:
    """The steps of this account's test; it sends nothing."""
    tls = [StepName.TLS] if account.security is Security.IMPLICIT_TLS else []
    starttls = [StepName.STARTTLS] if account.security is Security.STARTTLS else []
    login = [StepName.AUTH] if account.smtp_username else []
    token = [StepName.TOKEN] if account.is_oauth else []
    secret = [StepName.PASSWORD] if account.is_by_reference else token
    there = [StepName.ACCOUNT, *secret, StepName.RESOLVE, StepName.CONNECT, *tls, StepName.GREETING, StepName.EHLO]
    return [*there, *starttls, *login, StepName.MAIL, StepName.RSET]
