"""Are all accounts read?"""

from tests.unit.deploy.alert_cases.case import DAY_S, Case

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
