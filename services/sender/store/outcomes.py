"""What attempts did, group-wise: the steps of all sessions that are at hand go into one transaction.

Two commits a message cost 0.31 ms of PostgreSQL and more than that here; in groups of ten it is 0.06 (DESIGN §13).
"""

import json
from collections.abc import Mapping, Sequence

import psycopg

from services.sender.domain.ledger import AttemptState
from services.sender.step import Step
from shared.errors import TransientError
from shared.events import SendKind
from shared.ids import SendId
from shared.postgres.lease import HELD, Lease, lease_columns, lost
from shared.postgres.sessions import Connection, Pool, session
from shared.postgres.values import array

WRITE_STEPS = f"""
WITH held AS ({HELD}), opened AS (
    INSERT INTO send_attempt (send_id, attempt, epoch, state, recipients)
    SELECT send_id, new.attempt, held.epoch, 'on_wire', new.recipients::jsonb
    FROM unnest(%(opened_ids)s::uuid[], %(opened_attempts)s::integer[], %(opened_places)s::integer[],
                %(opened_recipients)s::text[])
         AS new (send_id, attempt, place, recipients)
    JOIN held USING (place) JOIN send USING (send_id)
    WHERE send.state = 'waiting' AND send.attempts = new.attempt - 1
    ON CONFLICT DO NOTHING
    RETURNING send_id
), step AS (
    SELECT held.epoch, one.*
    FROM unnest(%(send_ids)s::uuid[], %(attempts)s::integer[], %(places)s::integer[], %(attempt_states)s::text[],
                %(are_answered)s::boolean[], %(states)s::text[], %(reasons)s::text[], %(retries_s)s::float8[],
                %(are_sent)s::boolean[])
         AS one (send_id, attempt, place, attempt_state, is_answered, state, reason, retry_s, is_sent)
    JOIN held USING (place)
), written AS (
    UPDATE send
    SET state = step.state, attempts = step.attempt, reason = step.reason,
        next_attempt_at = CASE WHEN step.state = 'waiting' THEN clock_timestamp() + make_interval(secs => step.retry_s)
                          END,
        sent_at = CASE WHEN step.is_sent THEN coalesce(sent_at, clock_timestamp()) ELSE sent_at END
    FROM step
    WHERE send.send_id = step.send_id AND send.state = 'waiting' AND attempts = step.attempt - 1
    RETURNING send.account_id, step.*
), tried AS (
    INSERT INTO send_attempt AS old (send_id, attempt, epoch, state, outcome, ended_at, is_answered)
    SELECT send_id, attempt, epoch, attempt_state, reason, clock_timestamp(), is_answered
    FROM written
    ON CONFLICT (send_id, attempt) DO UPDATE
    SET state = excluded.state, outcome = excluded.outcome, ended_at = excluded.ended_at,
        is_answered = excluded.is_answered
), new AS (
    SELECT written.account_id, written.attempt, one.*
    FROM unnest(%(of_sends)s::uuid[], %(addresses)s::text[], %(new_states)s::text[], %(codes)s::integer[],
                %(enhanced)s::text[], %(texts)s::text[])
         AS one (send_id, address, state, reply_code, enhanced_status, reason)
    JOIN written USING (send_id)
), changed AS (
    UPDATE send_recipient AS old
    SET state = new.state, reply_code = new.reply_code, enhanced_status = new.enhanced_status, reason = new.reason
    FROM new WHERE old.send_id = new.send_id AND old.address = new.address
), told AS (
    INSERT INTO send_change (account_id, send_id, recipient, attempt, state, reply_code, enhanced_status, reason)
    SELECT account_id, send_id, address, attempt, state, reply_code, enhanced_status, reason
    FROM new
)
SELECT send_id, NULL::integer FROM opened
UNION ALL SELECT send_id, NULL FROM written
UNION ALL SELECT NULL, place FROM held
"""  # noqa: S608


class OutcomeStore:
    """Writes steps, each fenced by its lease."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def record(self, steps: Sequence[Step]) -> Sequence[bool | Exception]:
        """Commits the steps, of a send one at most; for each: written, known already (False), or its own error.

        The errors: LeaseLostError, and whatever PostgreSQL has against a step, which then holds up no other. Raises
        TransientError for all of them.
        """
        try:
            return await self._together(steps)
        except (psycopg.Error, ValueError) as error:
            if len(steps) == 1:
                return [error]
        results: list[bool | Exception] = []
        for step in steps:
            try:
                results += await self._together([step])
            except (psycopg.Error, ValueError, TransientError) as error:
                results.append(error)
        return results

    async def _together(self, steps: Sequence[Step]) -> Sequence[bool | Exception]:
        async with session(self._pool) as connection:
            holding, written = await write(connection, steps)
        return [step.send.send_id in written if step.lease in holding else lost(step.lease) for step in steps]


async def write(connection: Connection, steps: Sequence[Step]) -> tuple[frozenset[Lease], frozenset[SendId]]:
    """Writes the steps whose leases hold, in one statement; returns those leases and the sends for which it was news.

    What began is an attempt on the wire and nothing else; what ended changes the send and its recipients.
    """
    leases = list(dict.fromkeys(step.lease for step in steps))
    places = {lease: place for place, lease in enumerate(leases, 1)}
    opened = [step for step in steps if step.outcome.state is AttemptState.ON_WIRE]
    ended = [step for step in steps if step.outcome.state is not AttemptState.ON_WIRE]
    columns = lease_columns(leases) | _opened(opened, places) | _ended(ended, places) | _changes(ended)
    values = {name: array(column) for name, column in columns.items()}
    rows = await (await connection.execute(WRITE_STEPS, values)).fetchall()
    holding = frozenset(leases[place - 1] for _, place in rows if place is not None)
    return holding, frozenset(SendId(send_id) for send_id, _ in rows if send_id is not None)


def _opened(steps: Sequence[Step], places: Mapping[Lease, int]) -> dict[str, list[object]]:
    return {
        "opened_ids": [step.send.send_id for step in steps],
        "opened_attempts": [step.send.attempt for step in steps],
        "opened_places": [places[step.lease] for step in steps],
        "opened_recipients": [json.dumps([change.address for change in step.outcome.changes]) for step in steps],
    }


def _ended(steps: Sequence[Step], places: Mapping[Lease, int]) -> dict[str, list[object]]:
    return {
        "send_ids": [step.send.send_id for step in steps],
        "attempts": [step.send.attempt for step in steps],
        "places": [places[step.lease] for step in steps],
        "attempt_states": [step.outcome.state.value for step in steps],
        "are_answered": [step.outcome.is_answered for step in steps],
        "states": [step.outcome.state_of(step.send).value for step in steps],
        "reasons": [step.outcome.text for step in steps],
        "retries_s": [step.outcome.retry_s for step in steps],
        # What was sent joins the history; a canary does not.
        "are_sent": [step.outcome.is_taken and step.send.kind is not SendKind.CANARY for step in steps],
    }


def _changes(steps: Sequence[Step]) -> dict[str, list[object]]:
    changes = [(step.send.send_id, change) for step in steps for change in step.outcome.changes]
    return {
        "of_sends": [send_id for send_id, _ in changes],
        "addresses": [change.address for _, change in changes],
        "new_states": [change.state.value for _, change in changes],
        "codes": [change.reply_code for _, change in changes],
        "enhanced": [change.enhanced_status for _, change in changes],
        "texts": [change.reason for _, change in changes],
    }
