"""Seven guarantees, each broken on purpose in the processes of one run: the tally must see it and name it."""

import os
import signal
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from aiokafka import TopicPartition

from shared.crash import VARIABLE, CrashPoint
from shared.events import Event, RawFetched, SendMessage
from shared.ids import AccountId, SendId
from shared.kafka.batch import Batch
from shared.kafka.consume import Consumption
from shared.kafka.crash_count import CrashCount
from shared.kafka.decode import RawRecord
from shared.kafka.publish import Publisher
from shared.kafka.subscribe import Subscription
from tests.chaos.plan import Plan
from tests.harness.tally import Wrong

OWN_POINT = "sabotage"
Break = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Sabotage:
    """What is broken in which service, the crash points that reveal it, and what the tally says then."""

    breaks: Mapping[str, Break]
    shows_as: Wrong
    crashes: tuple[str, ...] = ()


def auto_commit() -> None:
    """Offsets are committed as soon as records are taken, as Kafka's clients do by default."""
    take = Consumption.take

    async def commit_first(self: Consumption, records: Sequence[RawRecord], subscription: Subscription) -> None:
        await subscription.commit({TopicPartition(each.topic, each.partition): each.offset + 1 for each in records})
        await take(self, records, subscription)

    async def note_nothing(self: CrashCount, batch: Batch) -> bool:
        return True  # a note of what is in hand after an assignment would take the early commit back

    Consumption.take = commit_first  # type: ignore[method-assign]
    CrashCount.take_up = note_nothing  # type: ignore[method-assign]


def cursor_before_ack() -> None:
    """The poller's cursor moves first, then the messages are published."""
    cursors: Any = import_module("services.poller.store.cursors").CursorStore
    publish, settle = Publisher.publish, cursors.settle
    held: dict[AccountId, tuple[Publisher, list[Event]]] = {}

    async def hold(self: Publisher, events: Iterable[Event]) -> None:
        if listed := list(events):
            held[listed[0].account_id] = (self, listed)

    async def settle_first(store: Any, *arguments: object) -> object:
        settled: object = await settle(store, *arguments)
        if store.account.id in held:
            publisher, events = held.pop(store.account.id)
            _die_if_armed()
            await publish(publisher, events)
        return settled

    Publisher.publish = hold  # type: ignore[method-assign]
    cursors.settle = settle_first


def skip_silently() -> None:
    """The poller passes over one message as if the server had not listed it: no copy, no gap, the cursor behind it."""
    source: Any = import_module("services.poller.imap.source").ImapSource
    listing = source.listing
    skipped: list[tuple[str, int]] = []  # the same at each poll, or one that is repeated would read it

    async def without_one(self: Any, first_uid: int, last_uid: int) -> Sequence[Any]:
        copies: Sequence[Any] = await listing(self, first_uid, last_uid)
        name = self._session._login.username
        if copies and first_uid > 1 and not skipped:
            skipped.append((name, copies[-1].uid))
        return [copy for copy in copies if (name, copy.uid) not in skipped]

    source.listing = without_one


def random_send_id() -> None:
    """A send request is taken in under an id of the moment, not under its own."""
    app: Any = import_module("services.sender.app")
    take_in = app.on_send_messages

    async def under_random_ids(requests: Sequence[SendMessage], **ports: object) -> Sequence[Event]:
        renamed = [request.model_copy(update={"send_id": SendId(uuid4())}) for request in requests]
        return cast("Sequence[Event]", await take_in(renamed, **ports))

    app.on_send_messages = under_random_ids


def open_fence_of_rules() -> None:
    """Rules answer whatever matches, also history."""
    handlers: Any = import_module("services.rules.handlers")
    handlers.effects_withheld = lambda *_: ""
    handlers.is_permitted = lambda *_: True


def open_fence_of_sender() -> None:
    """The sender takes automatic mail without permission."""
    intake: Any = import_module("services.sender.domain.intake")
    intake._refused_because = lambda *_: None


def drop_one() -> None:
    """One record that the parser takes is forgotten, without an error."""
    app: Any = import_module("services.parser.app")
    parse = app.on_raw_fetched
    dropped: list[RawFetched] = []

    async def without_one(events: Sequence[RawFetched], **ports: object) -> Sequence[Event]:
        kept = [event for event in events if event.copy_id not in {each.copy_id for each in dropped}]
        if not dropped:
            dropped.append(kept.pop())
        return cast("Sequence[Event]", await parse(kept, **ports))

    app.on_raw_fetched = without_one


def recompute_events() -> None:
    """The threader's events say what is true when they are made, not what was stored when the mail was threaded."""
    from collections.abc import Collection

    from services.threader.ports import KnownMail, Observation
    from services.threader.store import PostgresBatch
    from shared.ids import MailId

    known_mails, observations = PostgresBatch.known_mails, PostgresBatch.observations
    known: set[MailId] = set()

    async def remember(self: PostgresBatch, mail_ids: Collection[MailId]) -> Mapping[MailId, KnownMail]:
        found = await known_mails(self, mail_ids)
        known.update(found)
        return found

    async def as_of_now(self: PostgresBatch, mail_ids: Collection[MailId]) -> Mapping[MailId, Observation]:
        stored = await observations(self, mail_ids)
        return {
            mail_id: replace(each, is_new_thread=each.is_new_thread and mail_id not in known)
            for mail_id, each in stored.items()
        }

    PostgresBatch.known_mails = remember  # type: ignore[method-assign]
    PostgresBatch.observations = as_of_now  # type: ignore[method-assign]


def _die_if_armed() -> None:
    """A crash point that the product does not have: between a cursor moved too early and the acknowledgement."""
    armed = Path(os.environ[VARIABLE]) / OWN_POINT
    if armed.exists():
        armed.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


SABOTAGES: Mapping[str, Sabotage] = {
    "auto_commit": Sabotage({"parser": auto_commit}, Wrong.UNFINISHED, (CrashPoint.PARSER_AFTER_COMMIT,)),
    "cursor_before_ack": Sabotage({"poller": cursor_before_ack}, Wrong.LOST, (OWN_POINT,)),
    "skip_silently": Sabotage({"poller": skip_silently}, Wrong.SKIPPED),
    "random_send_id": Sabotage({"sender": random_send_id}, Wrong.EFFECT_TWICE),
    "fence_open": Sabotage({"rules": open_fence_of_rules, "sender": open_fence_of_sender}, Wrong.EFFECT_FORBIDDEN),
    "drop_one": Sabotage({"parser": drop_one}, Wrong.LOST),
    "recompute_events": Sabotage(
        {"threader": recompute_events}, Wrong.REPEAT_DIFFERS, (CrashPoint.THREADER_AFTER_PRODUCE,)
    ),
}


def main_of(plan: Plan) -> Callable[[str], list[str]]:
    """The module and arguments that a service is started with."""
    broken = SABOTAGES[plan.sabotage].breaks if plan.sabotage else {}

    def main(service: str) -> list[str]:
        if service in broken:
            return ["tests.chaos.sabotaged", plan.sabotage, service]
        if plan.deadly and service == "threader":
            return ["tests.chaos.deadly"]
        return [f"services.{service}"]

    return main
