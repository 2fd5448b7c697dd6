"""Is anything late?"""

from tests.unit.deploy.alert_cases.case import Case, buckets

LATE = (
    Case(
        "MailweaveOldestUnfinishedTooOld",
        ill={'mailweave_oldest_unfinished_seconds{topic="parsed"}': "0+60x20"},
        well={
            'mailweave_oldest_unfinished_seconds{topic="parsed"}': "300x20",
            'mailweave_oldest_unfinished_seconds{topic="raw.fetched.bulk"}': "9000x20",
        },
        at=8,
        labels={"topic": "parsed"},
        says="The oldest unfinished record of parsed is 8m 0s old.",
    ),
    Case(
        "MailweaveLagGrowing",
        ill={
            'mailweave_consumer_lag_records{topic="parsed", job="a"}': "900+100x60",
            'mailweave_consumer_lag_records{topic="parsed", job="b"}': "0+1x60",
        },
        well={
            'mailweave_consumer_lag_records{topic="parsed"}': "90000-100x60",
            'mailweave_consumer_lag_records{topic="raw.fetched.bulk"}': "0+1000x60",
        },
        at=16,
        labels={"topic": "parsed"},
        says="2.516k records of parsed wait, and they become more.",
    ),
    Case(
        "MailweaveArrivalToRuledSlow",
        ill=buckets("mailweave_arrival_to_ruled_seconds", "0+80x60", "0+100x60"),
        well=buckets("mailweave_arrival_to_ruled_seconds", "0+98x60", "0+100x60"),
        at=16,
        says="One message of twenty takes 17m 29s or longer.",
    ),
    Case(
        "MailweaveBackpressureLong",
        ill={'mailweave_backpressure{instance="a"}': "0 1x20", 'mailweave_backpressure{instance="b"}': "0x20"},
        well={"mailweave_backpressure": "1x9 0 1x9 0"},
        at=11,
        says="For ten minutes nothing has been fetched; mail waits on its servers.",
    ),
    Case(
        "MailweaveImportStalled",
        ill={
            "mailweave_import_backlog_records": "2000x90",
            'mailweave_imported_messages_total{result="read"}': "0+100x10 1000x80",
        },
        well={
            "mailweave_import_backlog_records": "2000x90",
            'mailweave_imported_messages_total{result="read"}': "0+1x90",
        },
        at=55,
        says="2k of its records are unfinished, and none has become less for half an hour.",
    ),
    Case(
        "MailweaveSearchIndexBehind",
        ill={"mailweave_index_lag_messages": "0 20000x60"},
        well={"mailweave_index_lag_messages": "20000x25 0x60"},
        at=31,
        says="20k stored messages are not in the index yet.",
    ),
    Case(
        "MailweaveParserChildrenDying",
        ill={'mailweave_parser_child_deaths_total{cause="killed"}': "0x60 0+1x60"},
        well={'mailweave_parser_child_deaths_total{cause="killed"}': "0x60 0+1x2 2x60"},
        at=65,
        labels={"cause": "killed"},
        says="4 of them died within an hour: killed.",
    ),
)
