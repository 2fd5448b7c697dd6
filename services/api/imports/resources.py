"""Imports: what is asked for, and how far they are."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints

from services.api.fields import Line, Request, Resource, RowId

State = Literal["waiting", "running", "done", "cancelled", "failed"]


def _a_day(value: object) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or len(value) != len("2026-01-31"):
        raise ValueError("must be a day, as in 2026-01-31")
    return value


Day = Annotated[date, BeforeValidator(_a_day)]
Folder = Annotated[Line, StringConstraints(min_length=1)]


class NewImport(Request):
    """Bring the older mail of an account in: no rule fires on it, threads and customers are made."""

    account_id: RowId
    since: Day = Field(description="the first day that is wanted, in UTC, by when the server received the mail")
    until: Day | None = Field(None, description="the last day; null: all since")
    folders: list[Folder] = Field([], max_length=100, description="as the server lists them; empty: the account's")


class FolderState(Resource):
    """How far a folder is; `found` is what the server counted, to the day, until the folder is done."""

    folder: str
    state: State
    said: str = Field(description="why it cannot be read")
    found: int
    read: int
    known: int = Field(description="were there already")
    failed: int = Field(description="could not be had: the account's gaps name them")


class Import(Resource):
    """How an import stands; the sums are over its folders."""

    import_id: UUID
    account_id: int
    since: date
    until: date | None
    state: State
    said: str = Field(description="why it does not go on just now, or why it failed")
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    found: int
    done: int = Field(description="read and on their way, or known already")
    failed: int
    rate_per_s: float = Field(description="messages a second in the last half minute")
    eta_s: float | None = Field(description="seconds that are left at this rate; null when nobody can tell")
    folders: list[FolderState]


class ImportAccepted(Resource):
    """Kafka has the request; `state_url` tells how far it is once the poller has taken it up."""

    import_id: UUID
    state_url: str
