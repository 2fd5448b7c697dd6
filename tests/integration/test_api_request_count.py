"""Requests are counted by route and status, and nobody can make the metrics grow by asking for anything."""

from collections import Counter

import pytest

from shared import metrics
from tests.harness.wait import eventually_sync
from tests.integration.rest import RunningApi


def counts() -> Counter[tuple[str, str, str]]:
    """By method, route and status; REST runs in the test's own process."""
    [family] = metrics.HTTP_REQUESTS.collect()
    found = Counter[tuple[str, str, str]]()
    for sample in family.samples:
        if sample.name.endswith("_total"):
            found[sample.labels["method"], sample.labels["route"], sample.labels["status"]] = int(sample.value)
    return found


@pytest.mark.parametrize(
    ("method", "path", "token", "counted"),
    [
        pytest.param("GET", "/accounts/", True, ("GET", "/api/email/accounts/", "200"), id="good"),
        pytest.param(
            "GET", "/threads/x/messages/", True, ("GET", "/api/email/threads/{thread_id}/messages/", "422"), id="bad"
        ),
        pytest.param("GET", "/accounts/", False, ("GET", "other", "401"), id="no token"),
        pytest.param("PUT", "/accounts/", True, ("PUT", "/api/email/accounts/", "405"), id="not with this method"),
        pytest.param("GET", "/nothing/here", True, ("GET", "other", "404"), id="no route"),
        pytest.param("PROPFIND", "/accounts/", True, ("other", "/api/email/accounts/", "405"), id="no method of HTTP"),
    ],
)
def test_a_request_is_counted(
    api: RunningApi, method: str, path: str, token: bool, counted: tuple[str, str, str]
) -> None:
    before = counts()
    headers = {} if token else {"Authorization": "Bearer wrong"}
    api.client.request(method, path, headers=headers)
    eventually_sync(lambda: counts() != before, what="the request counted, which is after its answer")
    assert counts() - before == Counter([counted])
