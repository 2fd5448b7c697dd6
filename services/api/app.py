"""Wiring of the REST service."""

import logging
import secrets
import ssl
from functools import partial
from uuid import uuid4

from services.api.accounts.store import AccountStore
from services.api.application import make_application, rest_and_screen
from services.api.audit_watch import EVERY_S, AuditWatch
from services.api.contents.store import ContentStore
from services.api.customers.store import CustomerStore
from services.api.dead_letters import watch as letters
from services.api.dead_letters.store import DeadLetterStore
from services.api.dead_letters.watch import LettersWatch
from services.api.decisions.store import DecisionStore
from services.api.discovery.discovery import Discovery
from services.api.discovery.names import Names
from services.api.discovery.reach import Reach
from services.api.imports.store import ImportStore
from services.api.messages.store import MessageStore
from services.api.monitor import overdue
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
from services.api.screen.sends.store import AttemptStore
from services.api.screen.threads.store import EvidenceStore
from services.api.security import the_only_token
from services.api.sends.store import SendStore
from services.api.settings import ApiSettings
from services.api.templates.store import TemplateStore
from services.api.threads.store import ThreadStore
from shared.api_token import required_token
from shared.errors import ConfigurationError
from shared.postgres.sessions import Pool
from shared.seal import Vault
from shared.service.http import http_server
from shared.service.run import Run

logger = logging.getLogger(__name__)


async def build(run: Run[ApiSettings]) -> None:
    """REST on its own port."""
    token = required_token(run.settings.api_token)
    pool = await run.database()
    publisher = CommandPublisher(run.publisher)
    ports = _ports(run, pool, publisher)
    find_caller = the_only_token(token)
    audit = AuditWatch(run.settings, run.clock)
    flow = Flow.empty()
    screen_ports = ScreenPorts(
        rest=ports,
        find_caller=find_caller,
        attempts=Attempts(),
        overview=OverviewStore(pool),
        flow=flow,
        evidence=EvidenceStore(pool),
        attempts_of_sends=AttemptStore(pool),
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
    run.every("dead letters", letters.EVERY_S, LettersWatch(run.settings, run.clock).look, is_vital=False)
    run.every("overdue accounts", overdue.EVERY_S, partial(overdue.look_for_overdue, pool), is_vital=False)


def _ports(run: Run[ApiSettings], pool: Pool, publisher: CommandPublisher) -> Ports:
    vault = Vault(run.settings.secret_key)
    key = login_key(run.settings.secret_key, run.settings.api_token)
    return Ports(
        accounts=AccountStore(pool, vault),
        rules=RuleStore(pool),
        templates=TemplateStore(pool),
        messages=MessageStore(pool, vault),
        contents=ContentStore(pool, vault, run.settings),
        decisions=DecisionStore(pool),
        threads=ThreadStore(pool),
        customers=CustomerStore(pool),
        sends=SendStore(pool),
        requests=RequestStore(pool),
        imports=ImportStore(pool),
        dead_letters=DeadLetterStore(run.settings),
        monitor=MonitorStore(pool),
        logins=LoginStore(pool, key, partial(secrets.token_urlsafe, 32)),
        discovery=Discovery(_reach(run.settings)),
        allowed_references=run.settings.allowed_references(),
        publish=publisher.publish,
        now=run.clock.now,
        new_id=uuid4,
    )


def _reach(settings: ApiSettings) -> Reach | None:
    if not settings.discovery_asks_outside:
        return None
    tls = ssl.create_default_context()
    if settings.tls_ca_file is not None:
        try:
            tls.load_verify_locations(settings.tls_ca_file)
        except OSError as error:  # ssl's errors are such
            raise ConfigurationError(
                f"EMAIL_TLS_CA_FILE: {settings.tls_ca_file} cannot be read as PEM certificates: correct the path"
            ) from error
    names = Names(may_be_asked=lambda _: True) if settings.discovery_private_addresses else Names()
    return Reach(names, tls)
