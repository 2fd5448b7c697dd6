"""What a run plants: mail with known identities, send requests, records that nobody can read. All from its seed."""

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from uuid import UUID

from shared.events.topics import OUTBOUND, PARSED, RAW_FETCHED, RAW_FETCHED_BULK, THREADED, Topic, TopicNames
from tests.chaos.boxes import Box
from tests.chaos.plan import Plan
from tests.harness.kafka import Keyed
from tests.harness.planted import Mail, plant
from tests.harness.seen import record_digest
from tests.harness.tally import Expected

LARGE_BYTES = 300 * 1024
HISTORY_SEEDS = 1_000_000_007
ASKED_TWICE_EACH = 5
SHARES = 1000
LINE = "0123456789 abcdefghijklmnopqrstuvwxyz\r\n"
SPOILT = (RAW_FETCHED, PARSED, THREADED, OUTBOUND, RAW_FETCHED_BULK)


@dataclass(frozen=True, slots=True)
class Planting:
    """`stream` arrives while the accounts are live, some mails of it twice; `large` ones arrive when a strike asks.

    `expected` knows all of them and the history.
    """

    stream: Sequence[Mail]
    large: Sequence[Mail]
    requests: Sequence[Keyed]
    spoilt: Sequence[Keyed]
    expected: Expected


def planting(
    plan: Plan, history: Sequence[Mail], places: Sequence[Box], accounts: Sequence[int], names: TopicNames
) -> Planting:
    """Everything, in the order in which it is to be planted; `accounts` are the ids of `places`."""
    rng = random.Random(plan.seed)
    addresses = [box.address for box in places for _ in range(round(SHARES * box.share))]
    mails = plant(plan.seed, plan.arriving, plan.answered, addresses)
    large, usual = list(map(_large, mails[: plan.large])), mails[plan.large :]
    as_written = {box.address for box in places if box.is_dovecot}  # GreenMail adds fields: each copy is another mail
    repeated = rng.sample([mail for mail in usual if mail.account in as_written], plan.repeated)
    again = [(rng.randrange(len(usual)), mail) for mail in repeated]
    stream = sorted([*enumerate(usual), *again], key=lambda at: at[0])
    requests = (_request(number, plan, rng.choice(accounts), names) for number in range(plan.requests))
    spoilt = [_spoilt(number, plan, accounts, names) for number in range(plan.spoilt * len(SPOILT))]
    return Planting(
        [mail for _, mail in stream],
        large,
        list(chain.from_iterable(requests)),
        [record for _, record in spoilt],
        Expected(
            conversation_of={mail.message_id: f"history {mail.conversation}" for mail in history}
            | {mail.message_id: f"live {mail.conversation}" for mail in mails},
            effects=frozenset(
                [effect_called(answer_to(mail.message_id), [mail.sender]) for mail in mails if mail.is_to_be_answered]
                + [effect_called(subject_of(number), [recipient_of(number)]) for number in range(plan.requests)]
            ),
            dead_letters=Counter((topic, record_digest(record.key, record.value)) for topic, record in spoilt),
        ),
    )


def history_of(plan: Plan, places: Sequence[Box]) -> list[Mail]:
    """Mail from before the accounts were activated: all from addresses that a rule answers, none to be answered."""
    by_imap = [box.address for box in places if box.protocol == "imap"]
    return plant(plan.seed + HISTORY_SEEDS, plan.history, plan.history, by_imap)


def effect_called(what: str, recipients: Sequence[str]) -> str:
    """The name of an effect: what is sent, and to whom the SMTP server was told to give it."""
    return f"{what} for {', '.join(sorted(recipients))}"


def answer_to(message_id: str) -> str:
    """What a message causes."""
    return f"answer to {message_id}"


def subject_of(number: int) -> str:
    """The subject of a requested send, by which it is known."""
    return f"Request {number}"


def recipient_of(number: int) -> str:
    """Who is to get it."""
    return f"r{number % 10}@request.test"


def _large(mail: Mail) -> Mail:
    return replace(mail, raw=mail.raw + LINE.encode() * (LARGE_BYTES // len(LINE)))


def _request(number: int, plan: Plan, account: int, names: TopicNames) -> list[Keyed]:
    """A send request; some are published twice, as any program may after a time-out."""
    request = {
        "account_id": account,
        "send_id": str(UUID(int=random.Random(f"{plan.seed} {number}").getrandbits(128), version=4)),
        "to_emails": [recipient_of(number)],
        "subject": subject_of(number),
        "plain_body": f"Asked for by a program, number {number}.",
        "requested_at": datetime.now(UTC).isoformat(),
    }
    record = Keyed(names.of(OUTBOUND), str(account).encode(), json.dumps(request).encode())
    return [record, record] if number % ASKED_TWICE_EACH == 0 else [record]


def _spoilt(number: int, plan: Plan, accounts: Sequence[int], names: TopicNames) -> tuple[str, Keyed]:
    topic = SPOILT[number % len(SPOILT)]
    return topic.name, spoilt_record(str(number), plan, topic, accounts[number % len(accounts)], names)


def spoilt_record(label: str, plan: Plan, topic: Topic, account: int, names: TopicNames) -> Keyed:
    """A record that cannot be read, and whose bytes no other has."""
    return Keyed(names.of(topic), str(account).encode(), f'{{"spoilt": "{label}", "seed": {plan.seed}'.encode())


def with_spoilt(expected: Expected, spoilt: Sequence[tuple[str, Keyed]]) -> Expected:
    """What is expected once these are planted, too."""
    more = Counter((topic, record_digest(record.key, record.value)) for topic, record in spoilt)
    return replace(expected, dead_letters=more + Counter(expected.dead_letters))
