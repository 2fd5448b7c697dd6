"""What a batch of threaded messages makes of mails that come more than once in it."""

from services.rules.handlers import on_message_threaded
from shared.events import Event, MessageRuled
from tests.unit.rules.letters import book, rule, threaded
from tests.unit.rules.tables import RunTables

FIRST = threaded("first", message_id="same@test", seq=1)
SECOND = threaded("second", message_id="same@test", seq=2)


def withheld(events: list[Event]) -> list[tuple[object, str]]:
    return [(event.mail_id, event.decisions[0].withheld) for event in events if isinstance(event, MessageRuled)]


async def test_a_mail_that_comes_again_in_its_batch_keeps_its_place_before_the_others() -> None:
    """Else a repeat would change which of two renderings of a message is answered."""
    runs = RunTables(book(rule(1)))
    events = await on_message_threaded([FIRST, SECOND, FIRST], runs=runs, generation=0, max_age_s=3600.0)
    of_first, of_second = (FIRST.mail_id, ""), (SECOND.mail_id, f"already decided for {FIRST.mail_id}")
    assert withheld(list(events)) == [of_first, of_second, of_first]
