"""Wiring of the REST service."""

import logging
import secrets
from functools import partial
from uuid import uuid4

from services.api.accounts.store import AccountStore
from services.api.application import make_application, rest_and_screen
from services.api.audit_watch import EVERY_S, AuditWatch
from services.api.messages.store import MessageStore
from services.api.monitor.store import MonitorStore
from services.api.ports import Ports
from services.api.publishing import CommandPublisher
from services.api.requests.store import RequestStore
from services.api.rules.store import RuleStore
from services.api.screen.application import make_screen
from services.api.screen.login.attempts import Attempts
from services.api.screen.login.store import LoginStore, login_key
from services.api.screen.overview.flow import Flow, FlowWatch
from services.api.screen.overview.store import OverviewStore
from services.api.screen.ports import ScreenPorts
from services.api.screen.sends.store import SendPages
from services.api.screen.threads.store import ThreadPages
from services.api.security import the_only_token
from services.api.sends.store import SendStore
from services.api.settings import ApiSettings
from services.api.templates.store import TemplateStore
from shared.errors import ConfigurationError, TransientError
from shared.postgres.sessions import Pool, database_pool, transaction
from shared.seal import Vault
from shared.service.http import http_server
from shared.service.run import Run

PROBE = "SELECT FROM read_account LIMIT 1"
PROBE_EVERY_S = 5.0
logger = logging.getLogger(__name__)


async def build(run: Run[ApiSettings]) -> None:
    """REST on its own port; /live and /ready say whether the database answers."""
    token = run.settings.required_token()
    vault = Vault(run.settings.secret_key)
    pool = await run.enter(database_pool(run.settings, service="api"))
    publisher = CommandPublisher(run.publisher)
    ports = Ports(
        accounts=AccountStore(pool, vault),
        rules=RuleStore(pool),
        templates=TemplateStore(pool),
        messages=MessageStore(pool),
        sends=SendStore(pool),
        requests=RequestStore(pool),
        monitor=MonitorStore(pool),
        logins=LoginStore(pool, login_key(run.settings.secret_key, token), partial(secrets.token_urlsafe, 32)),
        publish=publisher.publish,
        now=run.clock.now,
        new_id=uuid4,
    )
    find_caller = the_only_token(token)
    audit = AuditWatch(run.settings, run.clock)
    flow = Flow.empty()
    screen_ports = ScreenPorts(
        rest=ports,
        find_caller=find_caller,
        attempts=Attempts(),
        overview=OverviewStore(pool),
        flow=flow,
        threads=ThreadPages(pool),
        sends=SendPages(pool),
        monotonic=run.clock.monotonic,
        unaccounted=lambda: audit.latest,
    )
    most_bytes = run.settings.api_max_request_bytes
    application = rest_and_screen(
        make_application(ports, find_caller=find_caller, max_request_bytes=most_bytes),
        make_screen(screen_ports, max_request_bytes=most_bytes),
    )

    async def serve() -> None:
        async with http_server(application, host=run.settings.api_host, port=run.settings.api_port) as port:
            logger.info("screen on http://%s:%d/", run.settings.api_host, port)
            logger.info("REST on http://%s:%d/api/email/docs", run.settings.api_host, port)
            await run.stopping.wait()

    run.background("rest", serve, drains=True)
    run.background("producer", publisher.until_lost)
    run.background("flow", FlowWatch(run.settings, run.clock, flow).run)
    run.every("audit", EVERY_S, audit.look, is_vital=False)
    run.every("database", PROBE_EVERY_S, partial(_probe, pool), drains=True)


async def _probe(pool: Pool) -> None:
    """Raises TransientError while the database does not answer or is not migrated, which `/ready` then says."""
    try:
        async with transaction(pool) as connection:
            await connection.execute(PROBE)
    except ConfigurationError as error:
        raise TransientError(str(error)) from error
