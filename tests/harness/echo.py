"""A small service for the tests of the consumer policy: it answers every event with a ConnectivityRequested.

What it handled is read back from the topic it publishes to. It can be told to fail on the records of a label.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from shared.events import ConnectivityRequested, Event, PollRequested
from shared.events.topics import CONNECTIVITY_REQUESTED, POLL_REQUESTED, Topic
from shared.ids import AccountId
from shared.service.run import Run
from shared.settings import Settings
from tests.harness.kafka import Headers, Planted, read_all

NAMESPACE = UUID("0f4a1b7e-6f2f-4f0a-9df5-3a2a1e1f7c55")
TOPICS = (POLL_REQUESTED, CONNECTIVITY_REQUESTED)
Fault = Callable[[int], Exception | None]
"""From the number of the attempt to the error that it raises."""


def id_of(label: str) -> UUID:
    """Labels travel as correlation ids."""
    return uuid5(NAMESPACE, label)


def record(label: str, account: int = 1, headers: Headers = (), partition: int = 0, **changes: object) -> Planted:
    """A PollRequested, good unless the changes spoil it."""
    event = PollRequested(account_id=AccountId(account), correlation_id=id_of(label))
    document = event.model_dump(mode="json") | changes
    return Planted(str(account).encode(), json.dumps(document).encode(), headers, partition)


@dataclass
class Echo:
    """The service; `batches` holds what each call of the handler was given, by label."""

    labels: Sequence[str]
    faults: Mapping[str, Fault] = field(default_factory=dict)
    topic: Topic = POLL_REQUESTED
    max_records: int = 200
    batches: list[list[str]] = field(default_factory=list)
    attempts: Counter[str] = field(default_factory=Counter)

    async def build(self, run: Run[Settings]) -> None:
        run.consume(self.topic, self.handle, max_records=self.max_records)

    async def handle(self, events: Sequence[Event]) -> Sequence[Event]:
        labels = [self._label(event.correlation_id) for event in events]
        self.batches.append(labels)
        for label in labels:
            self.attempts[label] += 1
            error = self.faults[label](self.attempts[label]) if label in self.faults else None
            if error is not None:
                raise error
        return [_answer(event) for event in events]

    async def handled(self, run: Run[Settings]) -> list[str]:
        """The labels whose answers lie in Kafka, in order."""
        answers = await read_all(run.settings.kafka_servers, run.names.of(CONNECTIVITY_REQUESTED))
        return [self._label(ConnectivityRequested.from_record(each.value, ()).correlation_id) for each in answers]

    def _label(self, correlation_id: UUID | None) -> str:
        return next((label for label in self.labels if id_of(label) == correlation_id), "unknown")


def _answer(event: Event) -> ConnectivityRequested:
    return ConnectivityRequested(
        account_id=event.account_id,
        correlation_id=event.correlation_id,
        check_id=uuid5(event.correlation_id or NAMESPACE, "check"),
    )
