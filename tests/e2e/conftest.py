"""One installation for all end-to-end tests: starting six processes for each would take most of the time."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.endpoints import Endpoints
from tests.harness.database import fresh_database
from tests.harness.installation import Mailweave, installed

MAX_ATTACHMENT_BYTES = 100_000


@pytest.fixture(scope="session")
def mailweave(stack: Endpoints, database_template: str, run_folder: Path) -> Iterator[Mailweave]:
    """A running installation, shared: each test makes accounts of its own."""
    with (
        fresh_database(stack.database_url, database_template) as database_url,
        installed(
            stack,
            database_url,
            f"e{secrets.token_hex(3)}.",
            run_folder / "e2e",
            EMAIL_MAX_ATTACHMENT_SIZE=str(MAX_ATTACHMENT_BYTES),
        ) as running,
    ):
        yield running
