"""The threader's SQL for customers. They are shared by all accounts, so rows are taken in one order: no deadlocks."""

from collections.abc import Mapping, Sequence

from services.threader.domain.customer import Claim, Customer
from shared.ids import MailId, customer_id
from shared.postgres.sessions import Connection
from shared.postgres.values import as_json

CREATE_ADDRESSES = """
INSERT INTO customer_address (address, customer_id)
SELECT * FROM unnest(%s::text[], %s::uuid[]) AS made (address, customer_id) ORDER BY address
ON CONFLICT (address) DO NOTHING
RETURNING address
"""
# A claim without a name comes after all that have one; first_seen_at and the name are functions of the set of claims.
UPSERT_CUSTOMERS = """
WITH claim AS (
    SELECT customer_address.customer_id, claim.name, claim.mail_id, claim.sort_at,
           CASE claim.name WHEN '' THEN 'infinity' ELSE claim.sort_at END AS named_at
    FROM json_to_recordset(%s) AS claim (mail_id uuid, address text, name text, sort_at timestamptz)
    JOIN customer_address ON customer_address.address = claim.address
)
INSERT INTO customer (customer_id, name, named_at, named_by, first_seen_at)
SELECT DISTINCT ON (customer_id) customer_id, name, named_at, mail_id, min(sort_at) OVER (PARTITION BY customer_id)
FROM claim ORDER BY customer_id, named_at, mail_id
ON CONFLICT (customer_id) DO UPDATE SET
    (name, named_at, named_by) =
        (SELECT * FROM (VALUES (customer.name, customer.named_at, customer.named_by),
                               (excluded.name, excluded.named_at, excluded.named_by)) AS given (name, at, by)
         ORDER BY at, by LIMIT 1),
    first_seen_at = LEAST(customer.first_seen_at, excluded.first_seen_at)
WHERE (excluded.named_at, excluded.named_by) < (customer.named_at, customer.named_by)
   OR excluded.first_seen_at < customer.first_seen_at
"""
CUSTOMERS = """
SELECT customer_address.address, customer.customer_id, customer.name
FROM customer_address JOIN customer ON customer.customer_id = customer_address.customer_id
WHERE customer_address.address = ANY(%s)
"""


async def stored_customers(connection: Connection, claims: Sequence[Claim]) -> Mapping[MailId, Customer]:
    """The customer of each claim's mail, after those that may be created are there and names are settled."""
    if not claims:
        return {}
    created = await _create_addresses(connection, {claim.address for claim in claims if claim.may_create})
    said = [
        {"mail_id": claim.mail_id, "address": claim.address, "name": claim.name, "sort_at": claim.sort_at}
        for claim in claims
        if claim.may_create
    ]
    await connection.execute(UPSERT_CUSTOMERS, [as_json(said)])
    cursor = await connection.execute(CUSTOMERS, [[claim.address for claim in claims]])
    stored = {address: (id_, name) async for address, id_, name in cursor}
    found: dict[MailId, Customer] = {}
    for claim in claims:
        if claim.address in stored:
            id_, name = stored[claim.address]
            found[claim.mail_id] = Customer(id_, name, is_known=claim.address not in created)
            created.discard(claim.address)
    return found


async def _create_addresses(connection: Connection, addresses: set[str]) -> set[str]:
    """Those that were not there before."""
    if not addresses:
        return set()
    made = [customer_id(address) for address in addresses]
    cursor = await connection.execute(CREATE_ADDRESSES, [list(addresses), made])
    return {address async for (address,) in cursor}
