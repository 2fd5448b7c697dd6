"""Why Kafka does not answer: aiokafka says that it could not bootstrap, whatever the reason was.

One broker is asked step by step, on a connection of its own: TCP, TLS, login. Each step names the setting to change.
"""

import asyncio
import contextlib
from typing import Any

from aiokafka.conn import create_conn
from aiokafka.errors import (
    AuthenticationFailedError,
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    IllegalSaslStateError,
    KafkaError,
    SaslAuthenticationFailed,
    TopicAuthorizationFailedError,
    UnsupportedSaslMechanismError,
)
from aiokafka.protocol.metadata import MetadataRequest

from shared.handshake import HandshakeFault, Hitch, Server, handshake_fault
from shared.kafka.security import connection_options
from shared.settings import Settings

ANSWER_WITHIN_S = 2.0
SERVERS = "EMAIL_KAFKA_SERVERS"
PROTOCOL = "EMAIL_KAFKA_SECURITY_PROTOCOL"
KNOW_ITS_AUTHORITY = "put its authority's certificate into the file that EMAIL_TLS_CA_FILE names"
LOGIN_REFUSED = (AuthenticationFailedError, SaslAuthenticationFailed)
MECHANISM_REFUSED = (UnsupportedSaslMechanismError, IllegalSaslStateError)
UNREADABLE = (
    "a record of {} has a header whose name is not UTF-8, and no consumer here can read past it: "
    "move the consumer group behind it with kafka-consumer-groups.sh --reset-offsets"
)
_RESOURCES = {
    TopicAuthorizationFailedError: "the topic",
    GroupAuthorizationFailedError: "the consumer group",
    ClusterAuthorizationFailedError: "the cluster",
}
FORBIDDEN = tuple(_RESOURCES)
"""The errors of whom an ACL keeps from something."""


async def no_answer(settings: Settings) -> str:
    """Where it fails and which setting to change, in one line; takes a few seconds at most."""
    return "; ".join(await why_no_answer(settings))


async def why_no_answer(settings: Settings) -> tuple[str, str]:
    """What was seen, and the next step."""
    with contextlib.suppress(OSError, TimeoutError):
        host, port = _first_server(settings)
        seen, step = await _tls_fault(settings, host, port) or await _login_fault(settings, host, port)
        return f"Kafka at {settings.kafka_servers}: {seen}", step
    return f"Kafka at {settings.kafka_servers} does not answer", f"is it up, and {SERVERS} right?"


def forbidden(settings: Settings, error: BaseException, names: str = "") -> str:
    """What an ACL keeps this login from, and where the ACLs are listed; empty for an error of another kind."""
    kind = next((words for cls, words in _RESOURCES.items() if isinstance(error, cls)), "")
    if not kind:
        return ""
    who = settings.kafka_username or "this client"
    what = f"{kind} {names or ', '.join(map(str, error.args))}".strip()
    return f"Kafka does not let {who} use {what}: give it the ACLs of `mailweave topics acls`"


def _first_server(settings: Settings) -> tuple[str, int]:
    """OSError for what is no HOST:PORT: nobody answers there."""
    host, _, port = settings.kafka_servers.split(",")[0].strip().rpartition(":")
    if not host or not port.isdecimal():
        raise OSError(f"{SERVERS} is no list of host:port")
    return host.strip("[]"), int(port)


async def _tls_fault(settings: Settings, host: str, port: int) -> tuple[str, str] | None:
    context = connection_options(settings).get("ssl_context")
    if context is None:
        return None
    server = Server(host, port, SERVERS, KNOW_ITS_AUTHORITY)
    fault = await handshake_fault(server, context, ANSWER_WITHIN_S)
    return None if fault is None else (fault.what, fault.next_step or _step(settings, fault))


def _step(settings: Settings, fault: HandshakeFault) -> str:
    if fault.hitch is Hitch.NO_TLS:
        return f"is {PROTOCOL} ({settings.kafka_security_protocol}) that of this port?"
    if settings.kafka_certificate_file is None:
        return "it asks for a client's certificate: set EMAIL_KAFKA_CERTIFICATE_FILE and EMAIL_KAFKA_KEY_FILE"
    return "is the certificate of EMAIL_KAFKA_CERTIFICATE_FILE expired, or of an authority that Kafka does not know?"


async def _login_fault(settings: Settings, host: str, port: int) -> tuple[str, str]:
    try:
        await _ask(settings, host, port)
    except LOGIN_REFUSED:
        seen = f"it refuses the login of {settings.kafka_username} by {settings.kafka_sasl_mechanism}"
        return seen, "correct EMAIL_KAFKA_USERNAME and EMAIL_KAFKA_PASSWORD"
    except MECHANISM_REFUSED:
        return f"it does not take {settings.kafka_sasl_mechanism}", "set EMAIL_KAFKA_SASL_MECHANISM to what it takes"
    except KafkaError:
        return "it ends the connection", f"is {PROTOCOL} ({settings.kafka_security_protocol}) that of this port?"
    return "it answers only now", "is it busy, or the way to it slow?"


async def _ask(settings: Settings, host: str, port: int) -> None:
    """Logs in and asks for what only those may ask who are in."""
    options: dict[str, Any] = connection_options(settings)
    del options["bootstrap_servers"]
    async with asyncio.timeout(ANSWER_WITHIN_S):
        connection = await create_conn(host, port, request_timeout_ms=int(ANSWER_WITHIN_S * 1000), **options)
        try:
            await connection.send(MetadataRequest([]))
        finally:
            connection.close()
