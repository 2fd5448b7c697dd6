"""Customers as the threader publishes them."""

from dataclasses import asdict, dataclass
from uuid import UUID

from psycopg.rows import class_row

from services.api.customers.resources import Customer
from services.api.lists import Column, Listing, Part
from shared.postgres.sessions import Pool, transaction

LIST_CUSTOMERS = """
SELECT customer_id, name, addresses, first_seen_at FROM read_customer
WHERE (%(address)s::text IS NULL OR lower(%(address)s) = ANY(addresses))
  AND (%(search)s::text IS NULL OR strpos(lower(name), lower(%(search)s)) > 0
       OR EXISTS (SELECT FROM unnest(addresses) AS one WHERE strpos(one, lower(%(search)s)) > 0))
  AND {after} ORDER BY {order} LIMIT %(limit)s
"""
GET_CUSTOMER = "SELECT customer_id, name, addresses, first_seen_at FROM read_customer WHERE customer_id = %s"
CUSTOMERS = Listing(
    "customers",
    Column("customer_id", "uuid", "customer_id"),
    {
        "first_seen_at": Column("first_seen_at", "timestamptz", "first_seen_at"),
        "name": Column("name", "text", "name"),
    },
    "-first_seen_at",
)


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Which customers; None means any."""

    address: str | None = None
    search: str | None = None


class CustomerStore:
    """Reads only."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, which: CustomerFilter, part: Part) -> list[Customer]:
        """A part of the customers, and one more when there are more."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(Customer))
            await cursor.execute(part.statement(LIST_CUSTOMERS), {**asdict(which), **part.values()})
            return await cursor.fetchall()

    async def get(self, customer_id: UUID) -> Customer | None:
        """The customer; None when there is none."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(Customer))
            await cursor.execute(GET_CUSTOMER, [customer_id])
            return await cursor.fetchone()
