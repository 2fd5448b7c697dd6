"""Of the services that log in to mail servers: access tokens, secrets kept elsewhere, tests of the way."""

from prometheus_client import Counter

from shared.metrics.by_account.oauth import OAuthLogins
from shared.metrics.registries import POLLER, SENDER

CHECKS = Counter(
    "mailweave_connectivity_tests", "Connectivity tests by server and result", ["server", "result"], registry=POLLER
)
SENDER.register(CHECKS)
OAUTH_REFRESHES = Counter(
    "mailweave_oauth_refreshes",
    "Access tokens asked for, by provider and outcome: granted, auth (a person must log in or correct something), "
    "network, quota, protocol",
    ["provider", "outcome"],
    registry=POLLER,
)
SENDER.register(OAUTH_REFRESHES)
SECRET_READS = Counter(
    "mailweave_secret_reads",
    "Secrets read where an account says that they lie, by kind (env, file, vault) and outcome: read, auth (it is not "
    "there or not allowed), network, quota, protocol",
    ["kind", "outcome"],
    registry=POLLER,
)
SENDER.register(SECRET_READS)
OAUTH_LOGINS = OAuthLogins()
POLLER.register(OAUTH_LOGINS)
