"""Test before save: an account is kept inactive while its servers are tried, and is forgotten when they do not work.

Only poller and sender may log in (decision 5), by the sealed password of a stored account: nothing secret goes anywhere
else for this.
"""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from services.api.accounts.resources import Account, AccountChange, NewAccount
from services.api.ports import Ports
from services.api.problems import Problem
from services.api.requests.resources import CheckResult
from services.api.requests.servers import tested_servers
from shared.events import ConnectivityRequested
from shared.ids import AccountId
from shared.waiting import looked_for

ANSWER_WITHIN_S = 50.0
"""Longer than poller and sender give a test (CHECK_WITHIN_S)."""
LOOK_EVERY_S = 0.2


async def created_if_it_works(new: NewAccount, ports: Ports) -> Account:
    """The stored account once all its servers were tried.

    Raises a Problem when another one has its address, and one with the steps of the tests when one failed or nobody
    answered: then nothing is stored.
    """
    draft = await ports.accounts.create(new.model_copy(update={"status": "inactive"}))
    try:
        results = await _results(draft, ports)
        _need_all_good(draft, results)
    except BaseException:
        await asyncio.shield(ports.accounts.discard(draft.id))
        raise
    if new.status == "inactive":
        return draft
    return await ports.accounts.change(draft.id, AccountChange(status=new.status))


async def _results(draft: Account, ports: Ports) -> Sequence[CheckResult]:
    check_id: UUID = ports.new_id()
    asked = ConnectivityRequested(account_id=AccountId(draft.id), check_id=check_id, test_type=tested_servers(draft))
    await ports.publish([asked])
    expected = 2 if asked.test_type == "all" else 1
    found = await looked_for(
        lambda: ports.requests.checks(draft.id, check_id),
        lambda results: len(results) >= expected,
        within_s=ANSWER_WITHIN_S,
        each_s=LOOK_EVERY_S,
    )
    if len(found) < expected and all(result.ok for result in found):
        raise Problem(
            HTTPStatus.CONFLICT,
            f"not saved: the test was not answered within {ANSWER_WITHIN_S:g} s: are poller and sender up? "
            "Ask again, or save without test=true",
        )
    return found


def _need_all_good(draft: Account, results: Sequence[CheckResult]) -> None:
    name = f"account {draft.id} ({draft.email_address}): "  # which it never was for who asked
    unnamed = [result.model_copy(update={"message": result.message.removeprefix(name)}) for result in results]
    failed = [result.message for result in unnamed if not result.ok]
    if failed:
        told = [result.model_dump(mode="json") for result in unnamed]
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"not saved: {'; '.join(failed)}", results=told)
