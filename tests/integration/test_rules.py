"""The rules on a real PostgreSQL, in their own role: an effect fires once."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from services.rules.handlers import on_message_threaded
from services.rules.store import PostgresRuns
from shared.events import Address, Direction, Effects, Event, MessageRuled, MessageThreaded, SendMessage
from shared.ids import rule_send_id
from tests.harness.accounts import add_account
from tests.integration.projections import Database, database_of
from tests.unit.rules.letters import threaded
from tests.unit.threader.letters import ACCOUNT_KEY, at

MAX_AGE_S = 86_400
CONFIGURATION = """
INSERT INTO template DEFAULT VALUES;
INSERT INTO template_version (template_id, version, name, subject, plain_content, variables)
    VALUES (1, 1, 'Thanks', 'Thank you', 'Dear {{customer_name}}, {{account_name}} has your mail.', '{customer_name}');
INSERT INTO rule DEFAULT VALUES;
INSERT INTO rule_version (rule_id, version, name, condition, action)
    VALUES (1, 1, 'Welcome', '{"v": 1, "type": "from_contains", "value": "@customer.test"}',
            '{"v": 1, "type": "auto_reply", "template_id": 1}');
"""
EDIT_RULE = """
INSERT INTO rule_version (rule_id, version, name, condition, action)
    VALUES (1, 2, 'Edited', '{"v": 1, "type": "from_contains", "value": "@customer"}',
            '{"v": 1, "type": "auto_reply", "template_id": 1}');
UPDATE rule SET version = 2 WHERE id = 1;
"""
SWITCH_OFF = "UPDATE rule_version SET is_active = false"
SENT = """
INSERT INTO send (send_id, account_id, kind, state, request, created_at) VALUES (%s, 1, %s, 'sent', '{}', now())
"""


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with database_of("rules", database_url) as found:
        add_account(database_url, email_address="Support@mailweave.test", own_addresses=["sales@x.test"])
        for statement in CONFIGURATION.split(";\n"):
            if statement.strip():
                await found.run(statement)
        yield found


async def rule(database: Database, *events: MessageThreaded, generation: int = 0) -> list[Event]:
    runs = PostgresRuns(database.pool)
    return list(await on_message_threaded(events, runs=runs, generation=generation, max_age_s=MAX_AGE_S))


def commands(events: Sequence[Event]) -> list[SendMessage]:
    return [event for event in events if isinstance(event, SendMessage)]


def reasons(events: Sequence[Event]) -> list[str]:
    """What was withheld, decision by decision; empty for what was asked for."""
    return [d.withheld for event in events if isinstance(event, MessageRuled) for d in event.decisions]


def bytes_of(events: Sequence[Event]) -> list[bytes]:
    return [event.to_record().value for event in events]


async def test_a_matching_message_is_ruled_and_its_answer_asked_for(database: Database) -> None:
    message = threaded("a")
    ruled, command = await rule(database, message)
    assert isinstance(ruled, MessageRuled)
    assert isinstance(command, SendMessage)
    assert [(m.rule_id, m.rule_version, m.name, m.condition) for m in ruled.matches] == [
        (1, 1, "Welcome", "from_contains @customer.test")
    ]
    assert ruled.decisions[0].send_id == command.send_id == rule_send_id(ACCOUNT_KEY, 1, message.effect_id, 0)
    assert (command.to_emails, command.subject) == (("ada@customer.test",), "Thank you")
    assert command.plain_body == "Dear Ada, Support has your mail."
    assert command.effects is Effects.ALLOWED
    assert ruled.model_dump(include=set(MessageThreaded.model_fields)) == message.model_dump()


async def test_a_message_that_no_rule_matches_is_ruled_all_the_same(database: Database) -> None:
    (ruled,) = await rule(database, threaded("a", sender="someone@else.test"))
    assert isinstance(ruled, MessageRuled)
    assert (ruled.matches, ruled.decisions) == ((), ())
    assert await database.run("SELECT count(*) FROM read_rule_run") == [(1,)]


async def test_a_repeat_gives_the_same_bytes_whatever_became_of_the_rule(database: Database) -> None:
    events = [threaded("a"), threaded("b", sender="x@else.test"), threaded("c")]
    before = await rule(database, *events)
    assert len(commands(before)) == 2
    await database.run(EDIT_RULE.split(";\n", maxsplit=1)[0])
    await database.run(EDIT_RULE.split(";\n")[1])
    assert bytes_of(await rule(database, *events)) == bytes_of(before)
    await database.run(SWITCH_OFF)
    again = [made for event in events for made in await rule(database, event)]
    assert bytes_of(again) == bytes_of(before)


async def test_an_edited_rule_decides_new_messages_under_its_new_version(database: Database) -> None:
    for statement in EDIT_RULE.split(";\n")[:2]:
        await database.run(statement)
    ruled = (await rule(database, threaded("a")))[0]
    assert isinstance(ruled, MessageRuled)
    assert [(match.rule_version, match.name) for match in ruled.matches] == [(2, "Edited")]


async def test_one_effect_in_two_mails_fires_for_the_first_alone(database: Database) -> None:
    first = threaded("a")
    twin = threaded("a rendered anew", message_id="a@test")
    assert twin.effect_id == first.effect_id
    assert twin.mail_id != first.mail_id
    found = await rule(database, first, twin)
    assert reasons(found) == ["", f"already decided for {first.mail_id}"]
    assert len(commands(found)) == 1
    third = threaded("and once more", message_id="a@test")
    assert reasons(await rule(database, third)) == [f"already decided for {first.mail_id}"]
    assert reasons(await rule(database, twin, first)) == [f"already decided for {first.mail_id}", ""]


async def test_two_consumers_at_once_decide_an_effect_once(database: Database) -> None:
    """After a rebalance two may hold the same account for a moment."""
    mails = [threaded(f"copy {number}", message_id="a@test") for number in range(8)]
    found = await asyncio.gather(*(rule(database, mail) for mail in [*mails, mails[0]]))
    assert len({command.send_id for events in found for command in commands(events)}) == 1
    answered = {event.mail_id for events in found for event in events[:1] if commands(events)}  # type: ignore[attr-defined]
    assert len(answered) == 1


@pytest.mark.parametrize("effects", [Effects.HISTORY, None])
async def test_without_permission_nothing_fires_now_or_when_it_is_seen_again(
    database: Database, effects: Effects | None
) -> None:
    found = await rule(database, threaded("a", effects=effects))
    assert commands(found) == []
    assert len(reasons(found)) == 1
    assert "allowed" in reasons(found)[0]
    allowed_later = await rule(database, threaded("a"))
    assert commands(allowed_later) == []
    assert reasons(allowed_later) == reasons(found)


async def test_what_fired_does_not_come_out_again_for_an_event_without_permission(database: Database) -> None:
    assert len(commands(await rule(database, threaded("a")))) == 1
    again = await rule(database, threaded("a", effects=Effects.IMPORT))
    assert (commands(again), reasons(again)) == ([], [""])
    assert commands(await rule(database, threaded("a"), generation=1)) == []


async def test_a_replay_fires_nothing_and_its_decisions_are_final(database: Database) -> None:
    replayed = await rule(database, threaded("a"), generation=2)
    assert (commands(replayed), reasons(replayed)) == ([], ["generation 2 is a replay"])
    assert [event.generation for event in replayed] == [2]
    after_the_swap = await rule(database, threaded("a"))
    assert (commands(after_the_swap), reasons(after_the_swap)) == ([], ["generation 2 is a replay"])


async def test_two_hundred_old_messages_fire_no_rule(database: Database) -> None:
    old = [threaded(f"h{n}", sort_at=at(-n), fetched_at=at(0), effects=Effects.HISTORY) for n in range(100)]
    stale = [threaded(f"s{n}", sort_at=at(-1441 - n), fetched_at=at(0)) for n in range(100)]
    found = await rule(database, *old, *stale)
    assert commands(found) == []
    assert len([reason for reason in reasons(found) if reason]) == 200
    assert await database.run("SELECT count(*) FROM rule_run WHERE commands <> '[]'") == [(0,)]


async def test_the_loop_guard_s_verdict_is_in_the_event(database: Database) -> None:
    own = (Address(address="SALES@x.test"),)
    letters = (
        threaded("bounce", reverse_path=""),
        threaded("list", is_list=True),
        threaded("sent", direction=Direction.OUTBOUND),
        threaded("own", reply_to=own),
        threaded("import", effects=Effects.IMPORT),
        threaded("replay", effects=Effects.REPLAY),
    )
    found = await rule(database, *letters)
    assert commands(found) == []
    assert reasons(found) == [
        "its reverse-path is null",
        "it came through a mailing list",
        "it was sent, not received",
        "its reply address is one of our own",
        "effects are not allowed: import",
        "effects are not allowed: replay",
    ]


@pytest.mark.parametrize(("kind", "reason"), [("auto_reply", "it answers automatic mail of ours"), ("request", "")])
async def test_an_answer_to_our_mail_is_answered_only_when_a_person_wrote_ours(
    database: Database, kind: str, reason: str
) -> None:
    (command,) = commands(await rule(database, threaded("a")))
    await database.run(SENT, command.send_id, kind)
    answer = threaded("b", in_reply_to=(f"{command.send_id}@mailweave.test",))
    assert reasons(await rule(database, answer)) == [reason]


async def test_a_defective_template_withholds_and_sets_nothing_aside(database: Database) -> None:
    await database.run("UPDATE template_version SET plain_content = '{{order_number}}'")
    found = await rule(database, threaded("a"))
    assert commands(found) == []
    assert reasons(found)[0].startswith("template 'Thanks': it uses {{order_number}}, which no auto-reply has")


async def test_hostile_text_is_answered_without_harm(database: Database) -> None:
    await database.run("UPDATE template_version SET subject = 'Re: {{subject}}'")
    message = threaded(
        "a",
        subject="Hi\r\nBcc: victim@x.test\0",
        customer_name="{{ 7*7 }}\0",
        message_id="a\0b@test",
        references=("\0", "ok@x"),
        reply_text="\0",
    )
    (command,) = commands(await rule(database, message))
    assert command.subject == "Re: Hi Bcc: victim@x.test"
    assert command.plain_body == "Dear {{ 7*7 }}, Support has your mail."
    assert (command.in_reply_to, command.references) == (None, ("ok@x",))
