"""Customers, as they are shown."""

from datetime import datetime
from uuid import UUID

from services.api.fields import Resource


class Customer(Resource):
    """Somebody who wrote to an account; GET /api/email/threads/?customer_id= has the threads with them."""

    customer_id: UUID
    name: str
    addresses: list[str]
    first_seen_at: datetime
