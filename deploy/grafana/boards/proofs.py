"""Of accounts: what proves that mail is seen, and what limits it."""

from deploy.grafana.panels import Limit, Query, Row, Unit, lines
from deploy.grafana.queries import CERTIFICATES, quantiles, rates

PROOFS = Row(
    "Proofs and limits",
    (
        lines(
            "Messages not had yet",
            (
                Query(
                    "max by (reason) (mailweave_open_fetch_gaps{$where})"
                    ' or on () label_replace(vector(0), "reason", "none", "", "")',
                    "{{reason}}",
                ),
            ),
            "By reason; gone, erased and too big are meant to stay.",
            "look at the message in another mail program.",
            "MailweaveFetchGapsOpen",
        ),
        lines(
            "Servers' own lists",
            rates("mailweave_witness_looks_total", "result"),
            "How often what a server has was compared with what was read.",
            "anything but ok: the list could not be taken; `mailweave audit --witness` says why.",
            "MailweaveMessagesUnaccounted",
            unit=Unit.EVENTS_S,
        ),
        lines(
            "Looks by a fresh connection",
            rates("mailweave_freshness_looks_total", "result"),
            "`behind`: the open connection had gone deaf, and was made anew.",
            "failures by kind: the server refuses a second login.",
            "MailweaveFreshnessUnproved",
            unit=Unit.EVENTS_S,
        ),
        lines(
            "Canaries",
            rates("mailweave_canaries_total", "state"),
            "Mail from accounts to themselves: asked for, seen, overdue, not sent.",
            "overdue: spam folder and filters; not_sent: what the SMTP server said.",
            "MailweaveCanaryOverdue",
            unit=Unit.EVENTS_S,
        ),
        lines(
            "A canary's way",
            quantiles("mailweave_canary_round_trip_seconds", 0.5, 0.95),
            "From asking for one to seeing it.",
            "minutes: the provider queues, or the account is polled rarely.",
            "MailweaveCanaryOverdue",
            Limit(900, warn=120),
            unit=Unit.SECONDS,
        ),
        lines(
            "Certificates of mail servers",
            CERTIFICATES,
            "How long the five that end first are good for.",
            "tell the server's operator; a pinned one has to be replaced here too.",
            "MailweaveCertificateExpiring",
            Limit(2 * 86400, warn=14 * 86400, below=True),
            unit=Unit.SECONDS,
        ),
        lines(
            "Logins by OAuth2",
            (
                Query(
                    "max by (state) (mailweave_oauth_accounts{$where})"
                    ' or on () label_replace(vector(0), "state", "none", "", "")',
                    "{{state}}",
                ),
            ),
            "Accounts by the state of their login.",
            "`refused`: `mailweave accounts authorize`; `unavailable`: the token server, it passes.",
            "MailweaveOAuthLoginRefused",
        ),
        lines(
            "Secrets read elsewhere",
            rates("mailweave_secret_reads_total", "outcome"),
            "From files, the environment or Vault.",
            "auth: it is not there or not allowed; network: Vault is away.",
            "MailweaveManyAccountsFailing",
            unit=Unit.EVENTS_S,
        ),
        lines(
            "Download budgets",
            (
                Query(
                    "topk(5, max by (account_id) (mailweave_download_budget_used_ratio{$where}))"
                    ' or on () label_replace(vector(0), "account_id", "with a budget: none", "", "")',
                    "account {{account_id}}",
                ),
            ),
            "The five accounts that have used most of what they may download in a day.",
            "cancel an import; nothing else: it goes on by itself.",
            "MailweaveDownloadBudgetSpent",
            Limit(1, warn=0.8),
            unit=Unit.RATIO,
        ),
    ),
)
