"""A few mails, one after the other, through the threader's and the rules' real handlers, on tables in memory."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from services.parser.offline import parse_file
from services.rules.domain.book import AccountNames, Rule, RuleBook
from services.rules.handlers import on_message_threaded
from services.threader.handlers import on_message_parsed
from shared.events import Direction, Effects, MessageParsed, MessageRuled, MessageThreaded
from shared.ids import AccountId, CustomerId, MailId, SendId, ThreadId
from shared.rulebook.actions import AutoReply
from shared.rulebook.conditions import Leaf
from tests.unit.rules.letters import TEMPLATE
from tests.unit.rules.tables import RunTables, ThreadTables

ACCOUNT = AccountId(1)
OWN_ADDRESS = "support@desk.example"
MAX_AGE_S = 86_400.0
EVERYBODY = Rule(
    id=1,
    version=1,
    account_id=None,
    name="everybody",
    condition=Leaf("from_contains", "@"),
    action=AutoReply(template_id=1),
    position=1,
)
BOOK = RuleBook(
    rules=(EVERYBODY,),
    templates={1: TEMPLATE},
    accounts={ACCOUNT: AccountNames("Support", OWN_ADDRESS)},
    own_addresses=frozenset({OWN_ADDRESS}),
)


class AllSent(RunTables):
    """Every send that a message may answer was an automatic one of ours."""

    async def automatic(self, send_ids: Collection[SendId]) -> frozenset[SendId]:
        return frozenset(send_ids)


@dataclass(frozen=True, slots=True)
class Woven:
    """What became of a mail. `thread_id` is as it is shown in the end."""

    thread_id: ThreadId
    thread_subject: str
    customer_id: CustomerId | None
    customer: str | None
    customer_name: str
    withheld: str
    reply_text: str


async def woven(mails: list[tuple[bytes, Direction]]) -> list[Woven]:
    """Each mail is a batch of its own, as it is when they arrive hours apart."""
    threads, runs = ThreadTables({ACCOUNT: BOOK.own_addresses}), AllSent(BOOK)
    seen: list[tuple[MessageThreaded, str]] = []
    for raw, direction in mails:
        parsed = arrived(raw, direction)
        told = await on_message_parsed([parsed], threads=threads, auto_create_customers=True, generation=0)
        (threaded,) = (event for event in told if isinstance(event, MessageThreaded))
        made = await on_message_threaded([threaded], runs=runs, generation=0, max_age_s=MAX_AGE_S)
        ruled = next(event for event in made if isinstance(event, MessageRuled))
        seen.append((threaded, ruled.decisions[0].withheld if ruled.decisions else "no rule matches"))
    return [_woven(threaded, withheld, threads) for threaded, withheld in seen]


def arrived(raw: bytes, direction: Direction) -> MessageParsed:
    """The event of a mail that came a minute after it was written and may be answered."""
    parsed = parse_file(raw)
    fetched_at = parsed.sort_at + timedelta(minutes=1)
    fields = {"account_id": ACCOUNT, "direction": direction, "effects": Effects.ALLOWED, "fetched_at": fetched_at}
    return parsed.model_copy(update=fields)


def _woven(threaded: MessageThreaded, withheld: str, threads: ThreadTables) -> Woven:
    mail_id: MailId = threaded.mail_id
    thread = threads.shown(mail_id)
    return Woven(
        thread_id=thread.thread_id,
        thread_subject=thread.subject,
        customer_id=threaded.customer_id,
        customer=threads.address_of(threaded.customer_id),
        customer_name=threaded.customer_name,
        withheld=withheld,
        reply_text=threaded.reply_text,
    )
