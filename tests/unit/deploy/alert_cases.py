"""When each alert fires, and what it says then: series as promtool writes them, a sample each `step` minutes.

`ill` fires at minute `at` and not one step before; `well` never does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Series = Mapping[str, str]
DAY_S = 86400
GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Case:
    """One alert: its labels besides name and severity, and its description."""

    alert: str
    ill: Series
    well: Series
    at: int
    says: str
    step: int = 1
    labels: Mapping[str, str] = field(default_factory=dict)


def _services(*names: str) -> Series:
    return {f'mailweave_build_info{{job="mailweave-{name}", instance="{name}:1"}}': "1x20" for name in names}


def _buckets(metric: str, quick: str, slow: str) -> Series:
    """A histogram of which `quick` grows up to 5 s and `slow` from 600 s on."""
    return {
        f'{metric}_bucket{{le="5"}}': quick,
        f'{metric}_bucket{{le="600"}}': quick,
        f'{metric}_bucket{{le="1200"}}': slow,
        f'{metric}_bucket{{le="+Inf"}}': slow,
    }


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
        ill=_buckets("mailweave_arrival_to_ruled_seconds", "0+80x60", "0+100x60"),
        well=_buckets("mailweave_arrival_to_ruled_seconds", "0+98x60", "0+100x60"),
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

ACCOUNTS = (
    Case(
        "MailweaveAccountsFailing",
        ill={
            'mailweave_accounts{state="failing", kind="auth", instance="a"}': "0 2x20",
            'mailweave_accounts{state="failing", kind="auth", instance="b"}': "0 1x20",
        },
        well={
            'mailweave_accounts{state="failing", kind="auth"}': "0 2x8 0x20",
            'mailweave_accounts{state="degraded", kind="network"}': "5x20",
        },
        at=11,
        labels={"kind": "auth"},
        says="3 accounts fail: auth.",
    ),
    Case(
        "MailweaveManyAccountsFailing",
        ill={
            'mailweave_accounts{state="failing", kind="network"}': "0 1200x20",
            'mailweave_accounts{state="ok", kind=""}': "8800x20",
        },
        well={
            'mailweave_accounts{state="failing", kind="network"}': "900x20",
            'mailweave_accounts{state="ok", kind=""}': "9100x20",
        },
        at=6,
        says="1.2k accounts fail at once: a provider, the network or a key, not their passwords.",
    ),
    Case(
        "MailweaveAccountsOverdue",
        ill={"mailweave_accounts_overdue": "0 2x20"},
        well={"mailweave_accounts_overdue": "2x8 0x20"},
        at=11,
        says="2 accounts are not read, for whatever reason.",
    ),
    Case(
        "MailweaveManyAccountsOverdue",
        ill={"mailweave_accounts_overdue": "0 1200x20", 'mailweave_accounts{state="ok", kind=""}': "10000x20"},
        well={"mailweave_accounts_overdue": "3x20", 'mailweave_accounts{state="ok", kind=""}': "4x20"},
        at=6,
        says="1.2k accounts have had no good poll for three times their frequency.",
    ),
    Case(
        "MailweaveFreshnessUnproved",
        ill={'mailweave_freshness_age_seconds{account_id="7"}': "3600+60x30"},
        well={'mailweave_freshness_age_seconds{account_id="7"}': "1800x30"},
        at=11,
        says="The oldest proof is 1h 11m 0s old; polls may succeed all the same.",
    ),
    Case(
        "MailweaveCanaryOverdue",
        ill={'mailweave_canaries_total{state="overdue"}': "0x30 1x60"},
        well={'mailweave_canaries_total{state="overdue"}': "1x90", 'mailweave_canaries_total{state="seen"}': "0+1x90"},
        at=31,
        says="1 canaries of the last half hour were sent and not seen in time.",
    ),
    Case(
        "MailweaveOAuthLoginRefused",
        ill={
            'mailweave_oauth_accounts{state="refused", instance="a"}': "0 2x20",
            'mailweave_oauth_accounts{state="refused", instance="b"}': "0 2x20",
        },
        well={'mailweave_oauth_accounts{state="ok"}': "9x20", 'mailweave_oauth_accounts{state="unavailable"}': "2x20"},
        at=11,
        says="Of 2 accounts the login by OAuth2 has ended or was taken back.",
    ),
    Case(
        "MailweaveOAuthLoginExpiring",
        ill={
            'mailweave_oauth_login_expiry_timestamp_seconds{account_id="7"}': f"{7 * DAY_S}x90",
            'mailweave_oauth_login_expiry_timestamp_seconds{account_id="8"}': f"{80 * DAY_S}x90",
        },
        well={'mailweave_oauth_login_expiry_timestamp_seconds{account_id="7"}': f"{9 * DAY_S}x90"},
        at=61,
        says="Somebody has to log in again within 6d 22h 59m 0s.",
    ),
    Case(
        "MailweaveCertificateExpiring",
        ill={'mailweave_certificate_expiry_timestamp_seconds{server="imap.a.example:993"}': f"{10 * DAY_S}x90"},
        well={'mailweave_certificate_expiry_timestamp_seconds{server="imap.a.example:993"}': f"{20 * DAY_S}x90"},
        at=60,
        labels={"server": "imap.a.example:993"},
        says="That of imap.a.example:993 ends in 9d 23h 0m 0s; then no account there can be read.",
    ),
    Case(
        "MailweaveDownloadBudgetSpent",
        ill={'mailweave_download_budget_used_ratio{account_id="7"}': "0.9 1.01x30"},
        well={'mailweave_download_budget_used_ratio{account_id="7"}': "0.99x30"},
        at=16,
        says="1 accounts wait until their provider allows more.",
    ),
)

SENDING = (
    Case(
        "MailweaveOldestDueSendTooOld",
        ill={"mailweave_send_oldest_due_seconds": "0+60x30"},
        well={"mailweave_send_oldest_due_seconds": "600x30"},
        at=16,
        says="The oldest send that is due has waited for 16m 0s.",
    ),
    Case(
        "MailweaveSendsInDoubt",
        ill={"mailweave_sends_in_doubt": "0 2x20"},
        well={"mailweave_sends_in_doubt": "2x12 1x20"},
        at=6,
        says="2 sends of the last week are in doubt, some of them since yesterday.",
    ),
    Case(
        "MailweaveBounceRateHigh",
        ill={'mailweave_sends_total{state="failed"}': "0+1x120", 'mailweave_sends_total{state="sent"}': "0+9x120"},
        well={'mailweave_sends_total{state="failed"}': "0+1x120", 'mailweave_sends_total{state="sent"}': "0+99x120"},
        at=21,
        says="10% of the recipients of the last hour were refused for good.",
    ),
    Case(
        "MailweaveSendingPaused",
        ill={'mailweave_sending_pauses_total{reply_code="421"}': "0x30 0+1x60"},
        well={'mailweave_sending_pauses_total{reply_code="421"}': "0x30 0+1x2 2x60"},
        at=35,
        labels={"reply_code": "421"},
        says="4 times in half an hour an account's sending paused; the reply code was 421.",
    ),
    Case(
        "MailweaveRequestToSentSlow",
        ill=_buckets("mailweave_request_to_sent_seconds", "0+80x60", "0+100x60"),
        well=_buckets("mailweave_request_to_sent_seconds", "0+98x60", "0+100x60"),
        at=16,
        says="One send of twenty takes 17m 29s or longer.",
    ),
    Case(
        "MailweaveRuleDefective",
        ill={'mailweave_decisions_total{outcome="defect", reason="template"}': "0x10 1x30"},
        well={
            'mailweave_decisions_total{outcome="fired", reason=""}': "0+1x30",
            'mailweave_decisions_total{outcome="defect", reason="template"}': "1x30",
        },
        at=11,
        labels={"reason": "template"},
        says="1 decisions of the last ten minutes came to nothing: template.",
    ),
)

INSTALLATION = (
    Case(
        "MailweaveServiceMissing",
        ill=_services("poller", "threader", "rules", "sender", "api"),
        well=_services("poller", "parser", "threader", "rules", "sender", "api"),
        at=3,
        labels={"service": "parser"},
        says="No parser has answered Prometheus for three minutes.",
    ),
    Case(
        "MailweaveServiceMissing",
        ill={},
        well={
            series.replace("{", '{namespace="mail", '): values
            for series, values in _services("poller", "parser", "threader", "rules", "sender", "api").items()
        },
        at=3,
        labels={"service": "service at all"},
        says="No service at all has answered Prometheus for three minutes.",
    ),
    Case(
        "MailweaveProcessDown",
        ill={
            'up{job="mailweave-poller", instance="a:1"}': "1 0x20",
            'mailweave_build_info{job="mailweave-poller", instance="a:1"}': "1 stale",
        },
        well={'up{job="node", instance="a:9100"}': "0x20", 'up{job="mailweave-poller", instance="a:1"}': "1 0x3 1x20"},
        at=6,
        labels={"job": "mailweave-poller", "instance": "a:1"},
        says="a:1 of mailweave-poller has not answered Prometheus for five minutes.",
    ),
    Case(
        "MailweaveProcessRestarting",
        ill={
            'process_start_time_seconds{job="mailweave-parser", instance="a:2"}': "0x30 1+60x30",
            'mailweave_build_info{job="mailweave-parser", instance="a:2"}': "1x60",
        },
        well={
            'process_start_time_seconds{job="mailweave-parser", instance="a:2"}': "0x30 1 60x30",
            'mailweave_build_info{job="mailweave-parser", instance="a:2"}': "1x60",
            'process_start_time_seconds{job="node", instance="b:1"}': "0+60x60",
        },
        at=34,
        labels={"job": "mailweave-parser", "instance": "a:2"},
        says="a:2 of mailweave-parser was started 4 times within half an hour.",
    ),
    Case(
        "MailweaveKafkaUnreachable",
        ill={'mailweave_ready{part="kafka", job="a"}': "1 0x20", 'mailweave_ready{part="producer", job="b"}': "1 0x20"},
        well={
            'mailweave_ready{part="kafka", job="a"}': "1 0 1x20",
            'mailweave_ready{part="records of parsed", job="b"}': "0x20",
        },
        at=3,
        says="Of 2 processes or producers Kafka has been out of reach for two minutes.",
    ),
    Case(
        "MailweavePostgreSQLUnreachable",
        ill={
            'mailweave_ready{part="postgresql", job="a"}': "1 0x20",
            'mailweave_ready{part="postgresql", job="b"}': "1 0x20",
        },
        well={'mailweave_ready{part="postgresql", job="a"}': "1 0 1x20"},
        at=3,
        says="For 2 processes PostgreSQL has been out of reach for two minutes.",
    ),
    Case(
        "MailweaveNotReady",
        ill={'mailweave_ready{part="consumer of parsed", job="mailweave-threader"}': "1 0x20"},
        well={
            'mailweave_ready{part="consumer of parsed", job="mailweave-threader"}': "1 0x3 1x20",
            'mailweave_ready{part="kafka", job="mailweave-threader"}': "0x20",
        },
        at=6,
        labels={"job": "mailweave-threader", "part": "consumer of parsed"},
        says="consumer of parsed of mailweave-threader has not worked for five minutes; /ready says why.",
    ),
    Case(
        "MailweaveDiskAlmostFull",
        ill={"mailweave_blob_free_bytes": f"{3 * GIB} {GIB}x20"},
        well={"mailweave_blob_free_bytes": f"{3 * GIB}x20"},
        at=6,
        says="1GiB are free; then nothing large can be stored, and mail waits.",
    ),
    Case(
        "MailweaveDiskFilling",
        ill={"mailweave_blob_free_bytes": f"{100 * GIB}-{GIB // 10}x500"},
        well={"mailweave_blob_free_bytes": f"{100 * GIB}-{GIB // 100}x500"},
        at=61,
        says="It has shrunk so much in six hours that nothing will be free tomorrow.",
    ),
    Case(
        "MailweaveRestFailing",
        ill={
            'mailweave_http_requests_total{status="500"}': "0+1x20",
            'mailweave_http_requests_total{status="200"}': "0+9x20",
        },
        well={
            'mailweave_http_requests_total{status="404"}': "0+9x20",
            'mailweave_http_requests_total{status="200"}': "0+9x20",
        },
        at=6,
        says="10% of the requests end with an error of ours.",
    ),
)

CASES = (*LOST, *LATE, *ACCOUNTS, *SENDING, *INSTALLATION)
