"""Threads, with the specification's names."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from services.api.fields import Resource


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
    status: Literal["open", "closed", "archived"]
    linked_customer: LinkedCustomer | None
    first_message_at: datetime
    last_message_at: datetime
