"""What the pipe makes of the corpus, record by record: `python -m tests.bench.events --out FOLDER`.

Two trees that differ in structure alone write the same bytes: run it before and after, then `diff -r` the folders.
A line is a record's key, a tab, its value. Keys, times and the order of arrival are fixed here; the random keys that
mails are sealed with are in no event of these topics.
"""

import argparse
import asyncio
import hashlib
import random
import signal
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid5

from pydantic import SecretStr

from services.api.rules.resources import NewRule
from services.api.rules.store import RuleStore
from services.api.templates.resources import NewTemplate
from services.api.templates.store import TemplateStore
from shared.events import Direction, Effects, RawFetched
from shared.events.topics import OUTBOUND, PARSED, RULED, THREADED, Topic, topic_of
from shared.ids import AccountId, AccountKey, SendId, content_hash, imap_copy_id, mail_id, sent_copy_id
from shared.postgres.sessions import database_pool
from shared.settings import Settings
from tests.bench.corpus.letters import APART, BEGAN_AT
from tests.bench.corpus.store import corpus
from tests.bench.main import BUILD, MESSAGES, SEED
from tests.harness.accounts import SECRET_KEY, add_account
from tests.harness.database import fresh_database, template_database
from tests.harness.pipe import Pipe, pipe_on
from tests.harness.stack import running_stack, temporary_folder

TOPICS = (PARSED, THREADED, RULED, OUTBOUND)
BATCH = 200
LATE_BY = 400
"""So many messages at most are overtaken by one that was sent later."""
ACCOUNTS = tuple(AccountKey(UUID(int=number)) for number in (1, 2))
TEMPLATES = (
    ("Thanks", "", "Dear {{customer_name|title}},\n{{account_name}} has your mail."),
    ("Page", "<p>Dear <b>{{customer_name}}</b>, {{account_email}} has “{{subject}}”.</p>", ""),
    ("At times empty", "", "{% if '3' not in customer_name %}Dear {{customer_email}}: {{thread_id}}{% endif %}"),
)
VARIABLES = ("customer_name", "customer_email", "account_name", "account_email", "subject", "thread_id")
RULES: tuple[tuple[int, dict[str, object]], ...] = (
    (1, {"name": "Answers", "condition_type": "from_contains", "condition_value": "@ANSWER.test"}),
    (1, {"name": "Switched off", "condition_type": "from_contains", "condition_value": "@", "is_active": False}),
    (2, {"name": "Replies", "condition_type": "subject_contains", "condition_value": "re:", "account_id": 1}),
    (3, {"name": "Sales", "condition_type": "subject_contains", "condition_value": "k", "account_id": 2}),
    (3, {"name": "By name", "condition_type": "from_contains", "condition_value": "customer 1"}),
    (1, {"name": "Machines", "condition_type": "from_contains", "condition_value": "mailer", "priority": -1}),
    (1, {"name": "First of all", "condition_type": "from_contains", "condition_value": "customer2", "priority": -2}),
)
"""The template's number, and the rule as REST takes it, so that it may be stored otherwise tomorrow."""


async def configure(database_url: str) -> None:
    """Two accounts, the templates, the rules; their numbers count from 1."""
    for name, key in zip(("Support", "Sales"), ACCOUNTS, strict=True):
        own = [f"{name}2@bench.test", "customer77@example.org"]
        add_account(database_url, name=name, email_address=f"{name}@bench.test", account_key=key, own_addresses=own)
    async with database_pool(Settings(database_url=SecretStr(database_url), _env_file=None), service="api") as pool:
        for name, html, plain in TEMPLATES:
            texts = {"subject": "Re: {{subject}}", "html_content": html, "plain_content": plain, "variables": VARIABLES}
            await TemplateStore(pool).create(NewTemplate.model_validate({"name": name, **texts}))
        for template_id, rule in RULES:
            action = {"rule_type": "auto_reply", "action_data": {"template_id": template_id}}
            await RuleStore(pool).create(NewRule.model_validate(rule | action))


def arrivals(count: int) -> list[tuple[int, bool]]:
    """Which message of the corpus comes next, and whether it is one that was here before, rendered anew."""
    chance = random.Random(SEED)
    coming = [(number, False) for number in range(count)]
    coming += [(number, number % 2 == 0) for number in range(3, count, 75)]
    return sorted(coming, key=lambda message: message[0] + chance.random() * LATE_BY)


def fetched(uid: int, number: int, raw: bytes) -> RawFetched:
    """Most are new mail for Support; some are for Sales, were sent by us, are history, or were fetched too late."""
    place = number % 10 == 9
    account, sha256 = ACCOUNTS[place], content_hash(raw)
    send_id = SendId(uuid5(account, f"send {number}")) if number % 40 == 7 else None
    copy_id = sent_copy_id(account, send_id) if send_id else imap_copy_id(account, "INBOX", 1, uid)
    return RawFetched(
        account_id=AccountId(1 + place),
        account_key=account,
        correlation_id=copy_id,
        copy_id=copy_id,
        mail_id=mail_id(account, sha256),
        source="sent" if send_id else "imap",
        direction=Direction.OUTBOUND if send_id else Direction.INBOUND,
        uidvalidity=1,
        uid=uid,
        arrived_at=None if number % 4 else BEGAN_AT + number * APART,
        fetched_at=BEGAN_AT + number * APART + timedelta(days=2 if number % 25 == 3 else 0, minutes=1),
        effects=(Effects.HISTORY, None, *[Effects.ALLOWED] * 28)[number % 30],
        size_bytes=len(raw),
        sha256=sha256,
        send_id=send_id,
    )


async def write(paths: Sequence[Path], pipe: Pipe, files: Mapping[Topic, BinaryIO]) -> None:
    """Everything through the pipe, in the order of arrival."""
    coming = list(enumerate(arrivals(len(paths)), 1))
    for first in range(0, len(coming), BATCH):
        batch = []
        for uid, (number, is_anew) in coming[first : first + BATCH]:
            raw = paths[number].read_bytes() + b"\n" * is_anew
            batch.append(await pipe.seal(fetched(uid, number, raw), raw))
        for event in await pipe.handle(batch):
            record = event.to_record()
            files[topic_of(event)].write(record.key + b"\t" + record.value + b"\n")


async def run(paths: Sequence[Path], database_url: str, blobs: Path, files: Mapping[Topic, BinaryIO]) -> None:
    """On an empty, migrated database."""
    await configure(database_url)
    async with pipe_on(database_url, SECRET_KEY, f"file://{blobs}") as pipe:
        await write(paths, pipe, files)


def main() -> None:
    """Writes the files and says how many records each has, and its sha256."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.events", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the files `parsed` to `outbound`")
    parser.add_argument("--messages", type=int, default=MESSAGES, help="size of the corpus (50 at least)")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    paths = corpus(BUILD, SEED, asked.messages).paths()
    with ExitStack() as entered:
        files = {topic: entered.enter_context((asked.out / topic.name).open("wb")) for topic in TOPICS}
        folder = entered.enter_context(temporary_folder())
        admin_url = entered.enter_context(running_stack(folder / "stack")).database_url
        url = entered.enter_context(fresh_database(admin_url, template_database(admin_url)))
        asyncio.run(run(paths, url, folder / "blobs", files))
    for topic in TOPICS:
        content = (asked.out / topic.name).read_bytes()
        print(f"{topic.name:9}{len(content.splitlines()):7,}  {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main()
