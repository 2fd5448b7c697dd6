"""Overview: is anything lost, late, failing? One screen."""

from deploy.grafana.panels import Board, Limit, Query, Row, Unit, lines, stat
from deploy.grafana.queries import NOBODY_COUNTS, latest_p95, rates

LOST = Row(
    "Is anything lost?",
    (
        stat(
            "Unaccounted",
            "sum(max by (account_id) (mailweave_unaccounted_messages{$where}))",
            "Messages and sends that were seen and are neither stored, set aside nor on their way. "
            "No figure means that the api cannot count.",
            "type `mailweave audit`: it names them and what to do.",
            "MailweaveMessagesUnaccounted",
            Limit(1),
            no_value=NOBODY_COUNTS,
            width=6,
        ),
        stat(
            "Dead letters open",
            "sum(max by (topic) (mailweave_dead_letters_open{$where}))",
            "Records that were set aside and are neither put back nor discarded.",
            "type `mailweave dlq list`, mend the cause, then `mailweave dlq redrive`.",
            "MailweaveDeadLettersOpen",
            Limit(1),
            no_value=NOBODY_COUNTS,
            width=6,
        ),
        stat(
            "Messages not had yet",
            'sum(max by (reason) (mailweave_open_fetch_gaps{$where, reason!~"gone|erased|too_big"})) or vector(0)',
            "Messages that servers list and do not give; each is asked for again for two weeks.",
            "`mailweave email-monitor --show-errors` has the server's words; try another mail program.",
            "MailweaveFetchGapsOpen",
            Limit(10, warn=1),
            width=6,
        ),
        stat(
            "Sends in doubt, 7 days",
            "max(mailweave_sends_in_doubt{$where})",
            "Recipients of whom nobody can know whether the mail was taken, of sends of the last seven days.",
            "type `mailweave sends list --state in_doubt`; look in the Sent folder or ask the recipient.",
            "MailweaveSendsInDoubt",
            Limit(10, warn=1),
            no_value=NOBODY_COUNTS,
            width=6,
        ),
    ),
)
LATE = Row(
    "Is anything late?",
    (
        stat(
            "Oldest unfinished",
            'max(mailweave_oldest_unfinished_seconds{$where, topic!~".*[.]bulk"})',
            "Age of the oldest live record that its stage has not finished.",
            "open *Pipeline*: the stage whose record is old is the one; `/ready` of its service says why.",
            "MailweaveOldestUnfinishedTooOld",
            Limit(300, warn=60),
            unit=Unit.SECONDS,
            width=5,
        ),
        stat(
            "Arrival to ruled, p95",
            latest_p95("mailweave_arrival_to_ruled_seconds"),
            "From fetch to the rules' decision, for 19 of 20 live messages of five minutes; 0: none came.",
            "open *Pipeline*; an import that runs makes way by itself.",
            "MailweaveArrivalToRuledSlow",
            Limit(60, warn=10),
            unit=Unit.SECONDS,
            width=5,
        ),
        stat(
            "Backpressure",
            "max(mailweave_backpressure{$where})",
            "1 while nothing is fetched because the parser is behind.",
            "see that a parser runs; run more of them.",
            "MailweaveBackpressureLong",
            Limit(1),
            width=4,
        ),
        stat(
            "Oldest due send",
            "max(mailweave_send_oldest_due_seconds{$where})",
            "For how long a send has been due.",
            "type `mailweave sends list --state waiting` and `mailweave email-monitor`.",
            "MailweaveOldestDueSendTooOld",
            Limit(600, warn=120),
            unit=Unit.SECONDS,
            no_value=NOBODY_COUNTS,
            width=5,
        ),
        stat(
            "Request to sent, p95",
            latest_p95("mailweave_request_to_sent_seconds"),
            "From the request to the server's 250, for 19 of 20 sends of five minutes; 0: none left.",
            "open *Sending*: deferred means that servers put off, waiting that we are slow.",
            "MailweaveRequestToSentSlow",
            Limit(300, warn=60),
            unit=Unit.SECONDS,
            width=5,
        ),
    ),
)
FAILING = Row(
    "Is anything failing?",
    (
        stat(
            "Accounts failing",
            'sum(mailweave_accounts{$where, state="failing"}) or vector(0)',
            "Accounts that cannot be read.",
            "type `mailweave email-monitor --show-errors`: each line says what to do.",
            "MailweaveAccountsFailing",
            Limit(5, warn=1),
        ),
        stat(
            "Accounts overdue",
            "max(mailweave_accounts_overdue{$where})",
            "Accounts without a good poll for three times their frequency, for whatever reason.",
            "type `mailweave email-monitor`; if they do not fail, look for the poller.",
            "MailweaveAccountsOverdue",
            Limit(5, warn=1),
            no_value=NOBODY_COUNTS,
        ),
        stat(
            "Services of 6 running",
            "count(count by (job) (mailweave_build_info{$where})) or vector(0)",
            "Poller, parser, threader, rules, sender, api: those of which a process answers.",
            "look at what supervises the missing one, and at the last line of its log.",
            "MailweaveServiceMissing",
            Limit(6, below=True),
        ),
        stat(
            "Parts not ready",
            "count(mailweave_ready{$where} == 0) or vector(0)",
            "Parts of services that do not work: Kafka, PostgreSQL, a consumer, a loop.",
            "`curl -s http://HOST:PORT/ready` of that service says why in one line; open *Kafka and PostgreSQL*.",
            "MailweaveNotReady",
            Limit(1),
        ),
        stat(
            "Logins, certificates that end",
            "(count(min by (server) (mailweave_certificate_expiry_timestamp_seconds{$where}) - time() < 14 * 86400)"
            " or vector(0)) + (count(min by (account_id)"
            " (mailweave_oauth_login_expiry_timestamp_seconds{$where}) - time() < 7 * 86400) or vector(0))",
            "Mail servers' certificates that end within two weeks, and logins by OAuth2 that end within one.",
            "open *Accounts and polls*: whose it is; `mailweave accounts authorize`, or tell the server's operator.",
            "MailweaveCertificateExpiring",
            Limit(5, warn=1),
        ),
        stat(
            "Free for blobs",
            "min(mailweave_blob_free_bytes{$where})",
            "Bytes that are free where blobs lie, if that is a local folder.",
            "make room or enlarge the volume; never delete blobs by hand.",
            "MailweaveDiskAlmostFull",
            Limit(2 * 1024**3, warn=10 * 1024**3, below=True),
            unit=Unit.BYTES,
            no_value="no local folder",
        ),
    ),
)
FLOW = Row(
    "What goes through",
    (
        lines(
            "Records finished",
            rates("mailweave_records_total", "topic", 'result="handled"'),
            "What each stage finishes in a second.",
            "a stage at 0 while those before it go on stands still: its `/ready`.",
            "MailweaveOldestUnfinishedTooOld",
            unit=Unit.RECORDS_S,
        ),
        lines(
            "Accounts by state",
            (Query("sum by (state) (mailweave_accounts{$where})", "{{state}}"),),
            "All accounts that pollers hold.",
            "`failing` rises: `mailweave email-monitor --show-errors`.",
            "MailweaveManyAccountsFailing",
            is_stacked=True,
        ),
        lines(
            "Recipients by what became of them",
            rates("mailweave_sends_total", "state"),
            "Recipients of sends by the state that they reached.",
            "`failed` rises: open *Sending*; `mailweave sends list --state failed`.",
            "MailweaveBounceRateHigh",
            unit=Unit.MESSAGES_S,
        ),
    ),
)
OVERVIEW = Board(
    "mailweave-overview",
    "Mailweave / Overview",
    "Is anything lost, late, failing? All green: every message has reached its end or is seconds away from it.",
    (LOST, LATE, FAILING, FLOW),
)
