"""Wiring of the REST service."""

import logging
from uuid import uuid4

from services.api.accounts.store import AccountStore
from services.api.application import make_application
from services.api.audit_watch import EVERY_S, AuditWatch
from services.api.contents.store import ContentStore
from services.api.customers.store import CustomerStore
from services.api.dead_letters.store import DeadLetterStore
from services.api.decisions.store import DecisionStore
from services.api.messages.store import MessageStore
from services.api.monitor.store import MonitorStore
from services.api.ports import Ports
from services.api.publishing import CommandPublisher
from services.api.requests.store import RequestStore
from services.api.rules.store import RuleStore
from services.api.security import the_only_token
from services.api.sends.store import SendStore
from services.api.settings import ApiSettings
from services.api.templates.store import TemplateStore
from services.api.threads.store import ThreadStore
from shared.seal import Vault
from shared.service.http import http_server
from shared.service.run import Run
from shared.settings import required_token

logger = logging.getLogger(__name__)


async def build(run: Run[ApiSettings]) -> None:
    """REST on its own port."""
    token = required_token(run.settings.api_token)
    vault = Vault(run.settings.secret_key)
    pool = await run.database()
    publisher = CommandPublisher(run.publisher)
    ports = Ports(
        accounts=AccountStore(pool, vault),
        rules=RuleStore(pool),
        templates=TemplateStore(pool),
        messages=MessageStore(pool),
        contents=ContentStore(pool, vault, run.settings),
        decisions=DecisionStore(pool),
        threads=ThreadStore(pool),
        customers=CustomerStore(pool),
        sends=SendStore(pool),
        requests=RequestStore(pool),
        dead_letters=DeadLetterStore(run.settings),
        monitor=MonitorStore(pool),
        publish=publisher.publish,
        now=run.clock.now,
        new_id=uuid4,
    )
    application = make_application(
        ports, find_caller=the_only_token(token), max_request_bytes=run.settings.api_max_request_bytes
    )

    async def serve() -> None:
        async with http_server(application, host=run.settings.api_host, port=run.settings.api_port) as port:
            logger.info("REST on http://%s:%d/api/email/docs", run.settings.api_host, port)
            await run.stopping.wait()

    run.background("rest", serve, drains=True)
    run.background("producer", publisher.until_lost)
    run.every("audit", EVERY_S, AuditWatch(run.settings, run.clock).look, is_vital=False)
