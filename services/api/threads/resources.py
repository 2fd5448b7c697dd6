"""Threads, with the specification's names."""

from datetime import datetime
from hashlib import sha256
from typing import Literal
from uuid import UUID

from pydantic import Field

from services.api.fields import Request, Resource

StatusName = Literal["open", "closed", "archived"]
VERSIONS = 10**10


class LinkedCustomer(Resource):
    """Whom a thread is with."""

    customer_id: UUID
    name: str


class Thread(Resource):
    """A thread of an account."""

    thread_id: UUID
    account_id: int
    subject: str = Field(description="without Re: and the like")
    participants: list[str]
    message_count: int
    status: StatusName
    status_at: datetime | None = Field(description="the latest request for a status, or inbound message")
    status_by: str = Field(description="who asked for the status; empty where a message made it, or nobody")
    linked_customer: LinkedCustomer | None
    first_message_at: datetime
    last_message_at: datetime


class ThreadChange(Request):
    """What is to be changed of a thread."""

    status: StatusName


def version_of(thread: Thread) -> int:
    """Another number for whatever else a thread shows: its rows are made anew by a replay and have no version."""
    return int.from_bytes(sha256(thread.model_dump_json().encode()).digest()[:8]) % VERSIONS
