"""Gaps as the tests of healing look at them."""

from collections.abc import Callable
from typing import Any

import pytest

from services.poller import second_look
from services.poller.domain import backoff, failures
from services.poller.domain.failures import FailureKind
from services.poller.imap import source as imap_source
from shared.ids import AccountId
from tests.fakes.model_imap import ModelImap
from tests.harness.wait import eventually
from tests.integration.poller import Bench, Row

GAPS = "SELECT * FROM read_fetch_gap WHERE account_id = %s ORDER BY uid"
SOON_S = 0.05
"""Until the first attempt at a gap."""


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that people need and tests do not."""
    monkeypatch.setattr(imap_source, "SHOWN_WITHIN_S", 0.01)
    monkeypatch.setattr(failures, "NOT_SHOWN_WAIT_S", 0.01)
    monkeypatch.setattr(second_look, "LEAST_REST_S", 0.01)
    for kind in FailureKind:
        monkeypatch.setitem(backoff.FIRST_DELAY_S, kind, 0.002)


def add_modelled(bench: Bench, server: ModelImap, **changes: object) -> AccountId:
    """An account that polls the model each second."""
    login = {"incoming_use_ssl": False, "allow_plaintext": True, "initial_history_days": 0}
    return bench.add_account("model@example.org", incoming_port=server.port, **{**login, **changes})


def gaps(bench: Bench, account_id: AccountId) -> list[Row]:
    return bench.rows(GAPS, account_id)


async def gap_that(bench: Bench, account_id: AccountId, what: str, is_so: Callable[[Row], Any]) -> Row:
    """The account's first gap of which this is true, once there is one."""

    def found() -> Row | None:
        return next((gap for gap in gaps(bench, account_id) if is_so(gap)), None)

    gap = await eventually(found, deadline_s=20, what=what)
    assert gap is not None
    return gap


def seen(bench: Bench, account_id: AccountId) -> set[int]:
    """The uids that count as seen."""
    spans = bench.rows(
        "SELECT lower(span) AS first, upper(span) AS beyond FROM read_seen_uid, unnest(uids) AS span"
        " WHERE account_id = %s",
        account_id,
    )
    return {uid for span in spans for uid in range(span["first"], span["beyond"])}
