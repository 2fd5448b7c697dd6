"""Accounts and polls: is every mailbox read?"""

from deploy.grafana.boards.proofs import PROOFS
from deploy.grafana.panels import Board, Limit, Query, Row, Unit, lines, stat
from deploy.grafana.queries import NOBODY_COUNTS, oldest_accounts, quantiles, rates

NOW = Row(
    "Now",
    (
        stat(
            "Accounts",
            'sum(mailweave_accounts{$where, state=~"$state"}) or vector(0)',
            "Those that pollers hold, of the states that are chosen above.",
            "none at all: does a poller run?",
            "MailweaveServiceMissing",
            Limit(1, below=True),
        ),
        stat(
            "Failing",
            'sum(mailweave_accounts{$where, state="failing"}) or vector(0)',
            "A person has to mend them, or they failed three times and more.",
            "type `mailweave email-monitor --show-errors`: each line says what to do.",
            "MailweaveAccountsFailing",
            Limit(5, warn=1),
        ),
        stat(
            "Overdue",
            "max(mailweave_accounts_overdue{$where})",
            "Active accounts without a good poll for three times their frequency.",
            "type `mailweave email-monitor`; if they do not fail, look for the poller.",
            "MailweaveAccountsOverdue",
            Limit(5, warn=1),
            no_value=NOBODY_COUNTS,
        ),
        stat(
            "Oldest proof of freshness",
            "max(mailweave_freshness_age_seconds{$where})",
            "For so long nothing has shown of some account that new mail would be seen.",
            "`mailweave email-monitor` names it; send it a mail and see whether it comes.",
            "MailweaveFreshnessUnproved",
            Limit(3600, warn=1800),
            unit=Unit.SECONDS,
            no_value="no account",
        ),
        stat(
            "Logins that a person has to renew",
            'max(mailweave_oauth_accounts{$where, state="refused"}) or vector(0)',
            "Accounts whose login by OAuth2 the provider refuses.",
            "type `mailweave accounts authorize --account-id ID`.",
            "MailweaveOAuthLoginRefused",
            Limit(1),
        ),
        stat(
            "Canaries overdue, a day",
            'sum(increase(mailweave_canaries_total{$where, state="overdue"}[1d])) or vector(0)',
            "Mail from an account to itself that was sent and not seen in time.",
            "look in the spam folder and in filters.",
            "MailweaveCanaryOverdue",
            Limit(5, warn=1),
        ),
    ),
)
STATES = Row(
    "States",
    (
        lines(
            "Accounts by state",
            (Query('sum by (state) (mailweave_accounts{$where, state=~"$state"})', "{{state}}"),),
            "ok, degraded (a try or two failed), failing, unknown (no poll has ended yet).",
            "many at once: a provider, the network or a key, not their passwords.",
            "MailweaveManyAccountsFailing",
            is_stacked=True,
        ),
        lines(
            "Failing, by kind",
            (
                Query(
                    'sum by (kind) (mailweave_accounts{$where, state="failing"})'
                    ' or on () label_replace(vector(0), "kind", "none", "", "")',
                    "{{kind}}",
                ),
            ),
            "auth and tls want a person; network, protocol and quota may pass.",
            "`mailweave test-email-connectivity --account-id ID` shows the step that breaks.",
            "MailweaveAccountsFailing",
            Limit(1),
            is_stacked=True,
        ),
        lines(
            "Changes of state",
            rates("mailweave_receiving_changes_total", "state"),
            "Accounts by the state that they came into.",
            "a server that comes and goes: its operator.",
            "MailweaveAccountsFailing",
            unit=Unit.EVENTS_S,
        ),
        lines(
            "Longest without a good poll",
            oldest_accounts("mailweave_last_good_poll_age_seconds"),
            "The five accounts that were read longest ago; of over 500 in a poller the oldest, without number.",
            "`mailweave accounts polls --account-id ID` has its last polls.",
            "MailweaveAccountsOverdue",
            unit=Unit.SECONDS,
        ),
        lines(
            "Oldest proofs of freshness",
            oldest_accounts("mailweave_freshness_age_seconds"),
            "The five accounts of which it was shown longest ago that new mail would be seen.",
            "send it a mail; `mailweave poll-emails --account-id ID --force`.",
            "MailweaveFreshnessUnproved",
            Limit(3600, warn=1800),
            unit=Unit.SECONDS,
        ),
        lines(
            "Deaf and cut connections",
            (
                Query("sum(rate(mailweave_stale_views_total{$where}[$__rate_interval]))", "gone deaf"),
                Query("sum(rate(mailweave_idle_cuts_total{$where}[$__rate_interval]))", "cut in IDLE"),
            ),
            "Open connections that no longer showed what was new, or that servers and networks ended.",
            "a server that does it all day: its operator, or a firewall between.",
            "MailweaveFreshnessUnproved",
            unit=Unit.EVENTS_S,
        ),
    ),
)
POLLS = Row(
    "Polls",
    (
        lines(
            "Polls by result",
            rates("mailweave_polls_total", "result"),
            "How many polls ended in a second, and how.",
            "`mailweave email-monitor --show-errors` has the latest errors.",
            "MailweaveAccountsFailing",
            unit=Unit.EVENTS_S,
        ),
        lines(
            "A poll",
            quantiles("mailweave_poll_seconds", 0.5, 0.95),
            "Seconds that a poll took.",
            "p95 over EMAIL_SLOW_POLL_S (30): slow servers, or too many accounts in one poller.",
            "MailweaveAccountsOverdue",
            Limit(30, warn=10),
            unit=Unit.SECONDS,
        ),
        lines(
            "Messages found and fetched",
            (
                Query("sum(rate(mailweave_poll_messages_found_total{$where}[$__rate_interval]))", "found"),
                Query("sum(rate(mailweave_poll_messages_processed_total{$where}[$__rate_interval]))", "fetched"),
            ),
            "Fetched are those that Kafka has acknowledged.",
            "found without fetched: Kafka, or backpressure.",
            "MailweaveBackpressureLong",
            unit=Unit.MESSAGES_S,
        ),
        lines(
            "Bytes fetched",
            (Query("sum(rate(mailweave_fetched_bytes_total{$where}[$__rate_interval]))", "fetched"),),
            "Of messages, over all accounts.",
            "an import may take a day's budget: `mailweave imports list`.",
            "MailweaveDownloadBudgetSpent",
            unit=Unit.BYTES_S,
        ),
        lines(
            "Connections by use and state",
            (Query("sum by (use, state) (mailweave_incoming_connections{$where})", "{{use}} {{state}}"),),
            "poll, second_look, import, test; connecting, working, idle (waiting to be told).",
            "many `connecting`: a server or a firewall does not answer.",
            "MailweaveManyAccountsFailing",
            is_stacked=True,
        ),
        lines(
            "Connections refused as too many",
            rates("mailweave_connection_refusals_total", "scope"),
            "By whose limit: the account's or the host's. Fewer are used for an hour.",
            "set `max_connections`, or EMAIL_POLLER_HOST_CONNECTIONS, to what the server allows.",
            "MailweaveAccountsOverdue",
            unit=Unit.EVENTS_S,
        ),
    ),
)
ACCOUNTS = Board(
    "mailweave-accounts",
    "Mailweave / Accounts and polls",
    "Is every mailbox read, and would new mail be seen?",
    (NOW, STATES, POLLS, PROOFS),
    has_account_state=True,
)
