"""A Kafka that asks who is there and lets nobody do what no ACL allows: listeners that are right, and some that err."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiokafka.protocol.admin import CreateAclsRequest
from pydantic import SecretStr

from deploy.local.kafka import Access, Kafka, Listener
from deploy.local.tls import KEYSTORE_PASSWORD, Authority, Certificates
from services.cli.doctor.acls import ALLOWED, LITERAL, OPERATIONS, PREFIXED, RESOURCES
from shared.kafka.clients import admin_client
from shared.rights import Right
from shared.service.ports import HOST, Ports
from shared.services import PROGRAMS
from shared.settings import Settings
from tests.harness.proxied_kafka import HEAP

PLAIN_USER, PASSWORD = "mailweave", "pass word"
PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule"
SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule"
BY_PLAIN = (
    "listener.name.{name}.sasl.enabled.mechanisms=PLAIN",
    f'listener.name.{{name}}.plain.sasl.jaas.config={PLAIN} required user_{PLAIN_USER}="{PASSWORD}";',
)
BY_SCRAM = (
    "listener.name.{name}.sasl.enabled.mechanisms=SCRAM-SHA-512",
    f"listener.name.{{name}}.scram-sha-512.sasl.jaas.config={SCRAM} required;",
)
USERS = {f"mailweave-{name}": f"word-of-{name}" for name in PROGRAMS}
AUTHORIZER = (
    "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    # The broker itself and the tests' own clients, who come by the listener without a login.
    f"super.users=User:ANONYMOUS;User:{PLAIN_USER};User:CN=localhost",
)
FIRST_NAME = "ssl.principal.mapping.rules=RULE:^.*?(CN=[^,]*).*$/$1/"
LONG_AGO = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class SecuredKafka:
    """A running broker, its certificate, and two of clients that it does not take."""

    kafka: Kafka
    files: Certificates
    expired: Certificates
    stranger: Certificates

    def values(self, listener: str, user: str = "") -> dict[str, Any]:
        """What a client needs for this listener, by the names of the settings' fields."""
        protocol = "_".join(listener.split("_")[:2]) if listener.startswith("SASL") else "SSL"
        values: dict[str, Any] = {
            "kafka_servers": f"{HOST}:{self.kafka.extra_ports[listener]}",
            "kafka_security_protocol": protocol,
            "tls_ca_file": self.files.ca_file,
        }
        if protocol == "SSL":
            return values | {"kafka_certificate_file": self.files.certificate, "kafka_key_file": self.files.key}
        by_scram = protocol == "SASL_SSL"
        return values | {
            "kafka_sasl_mechanism": "SCRAM-SHA-512" if by_scram else "PLAIN",
            "kafka_username": user or ("mailweave-cli" if by_scram else PLAIN_USER),
            "kafka_password": SecretStr(USERS[user or "mailweave-cli"] if by_scram else PASSWORD),
        }

    def settings(self, listener: str, user: str = "", **changes: object) -> Settings:
        """The same as settings."""
        return Settings(**{**self.values(listener, user), **changes}, _env_file=None)

    def environment(self, listener: str, user: str = "") -> dict[str, str]:
        """The same for a process."""
        given = {name: _text(value) for name, value in self.values(listener, user).items()}
        return {f"EMAIL_{name.upper()}": value for name, value in given.items()}

    async def allow(self, rights: list[Right]) -> None:
        """ACLs for User:mailweave-SERVICE."""
        everywhere, none = "*", Settings(kafka_servers=self.kafka.servers, _env_file=None)
        async with admin_client(none) as admin:
            for right in rights:
                pattern = PREFIXED if right.is_prefix else LITERAL
                for operation in right.operations:
                    request = CreateAclsRequest(
                        RESOURCES[right.resource],
                        right.name,
                        pattern,
                        f"User:mailweave-{right.service}",
                        everywhere,
                        OPERATIONS[operation],
                        ALLOWED,
                    )
                    answer: Any = await admin._send_to_controller(request)
                    assert not any(code for code, *_ in answer.creation_responses), answer


def _text(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


@contextmanager
def secured_kafka_in(folder: Path) -> Iterator[SecuredKafka]:
    """Runs while the block does."""
    folder.mkdir()
    authority, gone = Authority(folder / "tls"), datetime.now(UTC) - LONG_AGO
    files = authority.issue("server")
    expired = authority.issue("expired", not_after=gone)
    elsewhere = authority.issue("elsewhere", names=("kafka.elsewhere.test",))
    stranger = Authority(folder / "stranger").issue("client")
    listeners = [
        Listener("SSL", (*_shows(files), *_asks_for_a_certificate(files))),
        Listener("SASL_PLAINTEXT", BY_PLAIN),
        Listener("SASL_SSL", (*_shows(files), *BY_SCRAM)),
        Listener("SASL_SSL", (*_shows(expired), *BY_SCRAM), label="EXPIRED"),
        Listener("SASL_SSL", (*_shows(elsewhere), *BY_SCRAM), label="ELSEWHERE"),
    ]
    kafka = Kafka(folder, Ports(folder), print, HEAP, access=Access(listeners, (*AUTHORIZER, FIRST_NAME), USERS))
    try:
        kafka.start()
        yield SecuredKafka(kafka, files, expired, stranger)
    finally:
        kafka.stop()


def _shows(files: Certificates) -> tuple[str, ...]:
    return (
        "listener.name.{name}.ssl.keystore.type=PKCS12",
        f"listener.name.{{name}}.ssl.keystore.location={files.keystore}",
        f"listener.name.{{name}}.ssl.keystore.password={KEYSTORE_PASSWORD}",
        f"listener.name.{{name}}.ssl.key.password={KEYSTORE_PASSWORD}",
    )


def _asks_for_a_certificate(files: Certificates) -> tuple[str, ...]:
    return (
        "listener.name.{name}.ssl.client.auth=required",
        "listener.name.{name}.ssl.truststore.type=PEM",
        f"listener.name.{{name}}.ssl.truststore.location={files.ca_file}",
    )
