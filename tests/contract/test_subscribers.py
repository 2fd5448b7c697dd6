"""Every subscriber of every service has the settings without which records are lost (DESIGN §4, facts 1, 6 and 12)."""

import base64
import importlib
from pathlib import Path

import pytest
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from faststream import AckPolicy
from faststream.kafka.subscriber.usecase import BatchSubscriber
from pydantic import SecretStr

from shared.service.lifecycle import Build
from shared.service.run import Run
from shared.services import SERVICES
from shared.settings import Settings
from tests.harness.echo import Echo
from tests.harness.service import idle

SAMPLE = "the echo service"


def wiring(service: str) -> tuple[type[Settings], Build[Settings]]:
    if service == SAMPLE:
        return Settings, Echo([]).build
    module = importlib.import_module(f"services.{service}.settings")
    [settings_type] = [
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Settings) and each.__module__ == module.__name__
    ]
    return settings_type, importlib.import_module(f"services.{service}.app").build


async def wired(service: str, folder: Path) -> Run[Settings]:
    settings_type, build = wiring(service)
    settings = settings_type(
        database_url=SecretStr("postgresql://mailweave@127.0.0.1:1/mailweave"),
        secret_key=SecretStr(base64.b64encode(bytes(32)).decode()),
        blob_url=folder.as_uri(),
        _env_file=None,
    )
    run = idle(settings, service=service)
    await build(run)
    await run.entered.aclose()
    return run


@pytest.mark.parametrize("service", [SAMPLE, *SERVICES])
async def test_every_subscriber_is_set_so_that_no_record_is_lost(
    service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMAIL_API_TOKEN", "a token for the tests")
    run = await wired(service, tmp_path)
    subscribers = list(run.broker.subscribers)
    assert len(subscribers) == len(run.subscriptions), "all subscribers come from run.consume"
    groups = [subscription.subscriber.group_id for subscription in run.subscriptions]
    assert len(set(groups)) == len(groups)
    for subscription in run.subscriptions:
        subscriber = subscription.subscriber
        connection = subscriber._connection_args
        assert isinstance(subscriber, BatchSubscriber)
        assert subscriber.ack_policy is AckPolicy.MANUAL
        assert connection["enable_auto_commit"] is False
        assert connection["auto_offset_reset"] == "earliest"
        assert {*connection["partition_assignment_strategy"]} <= {RoundRobinPartitionAssignor, RangePartitionAssignor}
        assert connection["rebalance_timeout_ms"] >= 60_000
        assert connection["max_poll_interval_ms"] >= 300_000
        assert 3 * connection["heartbeat_interval_ms"] <= connection["session_timeout_ms"]
        assert subscriber.max_records is not None
        assert subscriber._listener is subscription
        assert subscriber.get_msg == subscription._long_poll
        assert subscriber._call_options.parser is not None, "FastStream's own parser skips odd headers"
        assert subscriber.topics_to_create == [] or not run.broker.config.allow_auto_create_topics


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_reads_what_the_list_of_services_says(
    service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMAIL_API_TOKEN", "a token for the tests")
    run = await wired(service, tmp_path)
    assert [topic.name for topic in run.topics] == list(SERVICES[service].reads)
