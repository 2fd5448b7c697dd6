"""A broker that has just begun: the topic of offsets is made when somebody asks for the first time."""

from pathlib import Path

import pytest

from shared.kafka.clients import admin_client, committed_offsets
from shared.settings import Settings
from tests.harness.proxied_kafka import proxied_kafka_in


@pytest.mark.slow
@pytest.mark.stack
async def test_the_first_question_for_offsets_is_answered(tmp_path: Path) -> None:
    with proxied_kafka_in(tmp_path / "kafka") as kafka:
        settings = Settings(kafka_servers=kafka.servers, _env_file=None)
        async with admin_client(settings) as admin:
            assert await committed_offsets(admin, "nobody") == {}
