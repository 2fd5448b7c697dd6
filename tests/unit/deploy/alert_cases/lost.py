"""Is anything lost?"""

from tests.unit.deploy.alert_cases.case import Case

LOST = (
    Case(
        "MailweaveMessagesUnaccounted",
        ill={
            'mailweave_unaccounted_messages{account_id="7"}': "0 2x20",
            'mailweave_unaccounted_messages{account_id="8"}': "0x20",
        },
        well={'mailweave_unaccounted_messages{account_id="7"}': "0 2x3 0x20"},
        at=6,
        says="2 messages or sends were seen and are neither stored, set aside nor on their way.",
    ),
    Case(
        "MailweaveAuditSilent",
        ill={'mailweave_accounts{state="ok", kind=""}': "10000x60"},
        well={
            'mailweave_accounts{state="ok", kind=""}': "10000x60",
            'mailweave_unaccounted_messages{account_id="others"}': "0x60",
        },
        at=30,
        says="There are 10k accounts, and the api has not shown mailweave_unaccounted_messages for half an hour.",
    ),
    Case(
        "MailweaveDeadLettersOpen",
        ill={'mailweave_dead_letters_open{topic="parsed"}': "0 3x20"},
        well={'mailweave_dead_letters_open{topic="parsed"}': "0 1x3 0x20"},
        at=6,
        labels={"topic": "parsed"},
        says="3 dead letters of parsed are neither put back nor discarded.",
    ),
    Case(
        "MailweaveDeadLettersPouring",
        ill={'mailweave_dead_letters_total{topic="parsed", error="ValueError"}': "0x10 0+20x20"},
        well={'mailweave_dead_letters_total{topic="parsed", error="ValueError"}': "0x10 0+4x20"},
        at=15,
        labels={"topic": "parsed"},
        says="80 records of parsed were set aside within ten minutes: rather a bad release than bad mail.",
    ),
    Case(
        "MailweaveFetchGapsOpen",
        ill={'mailweave_open_fetch_gaps{reason="refused"}': "0 4x40"},
        well={
            'mailweave_open_fetch_gaps{reason="too_big"}': "4x40",
            'mailweave_open_fetch_gaps{reason="refused"}': "4x20 0x20",
        },
        at=25 * 60,
        step=60,
        labels={"reason": "refused"},
        says="4 messages could not be had for a day: refused.",
    ),
    Case(
        "MailweaveParserGaveUp",
        ill={'mailweave_parser_gave_up_total{cause="hang"}': "0x60 1x60"},
        well={'mailweave_parser_gave_up_total{cause="hang"}': "1x120"},
        at=61,
        labels={"cause": "hang"},
        says="1 messages of the last hour went on with their header alone: hang.",
    ),
)
