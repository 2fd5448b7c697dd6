"""What a stopped process still holds, and who has its work, as PostgreSQL tells it."""

from collections.abc import Mapping

import psycopg

from shared.postgres.sessions import session_name
from tests.chaos.run import Run

LEASED = ("poller", "sender")
OWNERS = "SELECT key, owner::text FROM lease WHERE kind = %s AND expires_at > clock_timestamp()"
OPEN = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND xact_start IS NOT NULL"


def lease_owners(run: Run, kind: str) -> Mapping[str, str]:
    """Who holds each lease of a kind now; nothing while PostgreSQL is away."""
    try:
        return dict(run.mailweave.rows(OWNERS, kind))
    except psycopg.OperationalError:
        return {}


def has_moved(before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Whether a lease has another owner than before."""
    return any(after[key] != owner for key, owner in before.items() if key in after)


def open_transactions(run: Run, service: str, process_id: int) -> int:
    """How many transactions this process has open; 0 while PostgreSQL is away."""
    try:
        return int(run.mailweave.rows(OPEN, session_name(service, process_id))[0][0])
    except psycopg.OperationalError:
        return 0
