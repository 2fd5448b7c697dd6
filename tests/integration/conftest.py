"""One REST service for all tests of it: starting one takes longer than most of them."""

import secrets
from collections.abc import Iterator

import pytest

from deploy.local.endpoints import Endpoints
from tests.harness.database import fresh_database
from tests.integration.rest import RunningApi, running_api


@pytest.fixture(scope="session")
def rest_service(stack: Endpoints, database_template: str) -> Iterator[RunningApi]:
    with (
        fresh_database(stack.database_url, database_template) as url,
        running_api(stack, url, f"t{secrets.token_hex(3)}.") as api,
    ):
        yield api


@pytest.fixture
def api(rest_service: RunningApi) -> RunningApi:
    """REST with empty tables."""
    rest_service.begin()
    return rest_service
