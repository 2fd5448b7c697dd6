"""What the samples of several processes of a service make together: of counters and histograms the sum, of gauges this.

`max` also stands where each process shows the figure of the whole installation: the sum would count it once for each.
"""

from typing import Literal

By = Literal["sum", "max", "min"]
GAUGES: dict[str, By] = {
    "mailweave_ready": "min",
    "mailweave_consumer_lag_records": "sum",
    "mailweave_oldest_unfinished_seconds": "max",
    "mailweave_canary_age_seconds": "max",
    "mailweave_oauth_accounts": "max",
    "mailweave_oauth_login_expiry_timestamp_seconds": "min",
    "mailweave_accounts": "sum",
    "mailweave_account_health": "max",
    "mailweave_last_good_poll_age_seconds": "max",
    "mailweave_receiving_state": "max",
    "mailweave_receiving_since_timestamp_seconds": "max",
    "mailweave_receiving_next_try_timestamp_seconds": "min",
    "mailweave_freshness_age_seconds": "max",
    "mailweave_download_budget_used_ratio": "max",
    "mailweave_incoming_connections": "sum",
    "mailweave_backpressure": "max",
    "mailweave_parser_behind_records": "max",
    "mailweave_import_backlog_records": "max",
    "mailweave_index_lag_messages": "max",
    "mailweave_smtp_sessions_allowed": "min",
    "mailweave_send_queue": "max",
    "mailweave_send_oldest_due_seconds": "max",
    "mailweave_sends_in_doubt": "max",
    "mailweave_certificate_expiry_timestamp_seconds": "min",
    "mailweave_blob_free_bytes": "min",
    "mailweave_open_fetch_gaps": "max",
    "mailweave_dead_letters_open": "max",
    "mailweave_accounts_overdue": "max",
    "mailweave_unaccounted_messages": "max",
}


def summed_by(name: str, kind: str) -> By:
    """The name as it is declared; raises KeyError for a gauge that does not say."""
    if kind == "info":
        return "max"
    return GAUGES[name] if kind == "gauge" else "sum"
