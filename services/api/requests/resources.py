"""What may be asked of the other services, and what they answered."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.api.fields import LARGEST_INTEGER, NO_TEXT, Flag, Request, Resource

Most = Annotated[int, Field(ge=1, le=LARGEST_INTEGER), NO_TEXT]
TestType = Literal["all", "smtp", "incoming", "imap", "pop3"]


class PollRequest(Request):
    """Poll an account now."""

    force: Flag = Field(False, description="even when its polling is switched off")
    max_emails: Most | None = Field(None, description="default: max_emails_per_poll")
    witness: Flag = Field(False, description="then compare the server's own list with what was read")


class PollAccepted(Resource):
    """Kafka has the request; the poll log that ended after `requested_at` tells what it found."""

    account_id: int
    requested_at: datetime
    poll_logs_url: str


class ConnectivityTest(Request):
    """Log in to the account's servers."""

    test_type: TestType = "all"


class ConnectivityAccepted(Resource):
    """Kafka has the request; `state_url` tells what the servers said."""

    check_id: UUID
    state_url: str


class CheckStep(Resource):
    """One step of the way to a server and into the mailbox."""

    name: str = Field(description="resolve, connect, TLS, greeting, login, then the protocol's commands")
    state: Literal["ok", "failed", "not_reached"]
    duration_s: float
    detail: str = Field(description="what was found there")
    cause: str = Field(description="auth, network, tls, protocol, quota or configuration; empty unless it failed")
    happened: str
    next_step: str = Field(description="what to do about it")
    said: str = Field(description="the server's own words, if it spoke")


class FoundFolder(Resource):
    """A folder that the account could be told to read."""

    name: str
    role: str = Field(description="archive, drafts, junk, sent, trash … (RFC 6154), empty where the server tells none")
    messages: int | None = Field(description="null where the server does not count (RFC 5819)")


class CheckResult(Resource):
    """What one server said; `message` is the first failure in one line."""

    test_type: Literal["incoming", "smtp"]
    ok: bool
    message: str
    at: datetime
    steps: list[CheckStep] = Field(default=[], description="in order; a release before 0.2 wrote none")
    folders: list[FoundFolder] = Field(
        default=[], description="of an IMAP server, INBOX and those with a role first, 1,000 at most"
    )


class ConnectivityState(Resource):
    """The answers so far."""

    check_id: UUID
    results: list[CheckResult]
