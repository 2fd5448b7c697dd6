"""Kafka that asks who is there: real listeners that want TLS, a client's certificate, or a login."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from deploy.local.kafka import Kafka, Listener
from deploy.local.tls import KEYSTORE_PASSWORD, Certificates, certificates
from shared.errors import ConfigurationError, TransientError
from shared.events.topics import POLL_REQUESTED, TopicNames
from shared.kafka.clients import admin_client, reader
from shared.kafka.publish import Publisher
from shared.kafka.security import connection_options
from shared.service.ports import HOST, Ports
from shared.settings import Settings
from tests.harness.echo import TOPICS, Echo, record
from tests.harness.kafka import create_topics, plant
from tests.harness.proxied_kafka import HEAP
from tests.harness.service import running
from tests.harness.stack import temporary_folder
from tests.harness.wait import eventually

USER, PASSWORD = "mailweave", "pass word"
LOGIN_MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule"
LOGIN = (
    "listener.name.{name}.sasl.enabled.mechanisms=PLAIN",
    f'listener.name.{{name}}.plain.sasl.jaas.config={LOGIN_MODULE} required user_{USER}="{PASSWORD}";',
)


def tls(files: Certificates) -> tuple[str, ...]:
    return (
        "listener.name.{name}.ssl.keystore.type=PKCS12",
        f"listener.name.{{name}}.ssl.keystore.location={files.keystore}",
        f"listener.name.{{name}}.ssl.keystore.password={KEYSTORE_PASSWORD}",
        f"listener.name.{{name}}.ssl.key.password={KEYSTORE_PASSWORD}",
    )


def clients_certificate(files: Certificates) -> tuple[str, ...]:
    return (
        "listener.name.{name}.ssl.client.auth=required",
        "listener.name.{name}.ssl.truststore.type=PEM",
        f"listener.name.{{name}}.ssl.truststore.location={files.ca_file}",
    )


@dataclass(frozen=True, slots=True)
class Secured:
    """A running broker, and the certificates that it and its clients show."""

    kafka: Kafka
    files: Certificates

    def settings(self, protocol: str, prefix: str = "", **changes: object) -> Settings:
        """What a client needs for the listener of this protocol."""
        login = {"kafka_username": USER, "kafka_password": SecretStr(PASSWORD)} if protocol.startswith("SASL") else {}
        certificate = {"kafka_certificate_file": self.files.certificate, "kafka_key_file": self.files.key}
        values: dict[str, Any] = {
            "kafka_servers": f"{HOST}:{self.kafka.extra_ports[protocol]}",
            "kafka_security_protocol": protocol,
            "tls_ca_file": self.files.ca_file,
            "topic_prefix": prefix,
            "kafka_session_timeout_s": 3,
            "publish_timeout_s": 10,
            **(certificate if protocol == "SSL" else login),
            **changes,
        }
        return Settings(**values, _env_file=None)


@pytest.fixture(scope="module")
def secured() -> Iterator[Secured]:
    """A broker with a listener of each protocol; SSL asks for a certificate, SASL for a login."""
    with temporary_folder() as folder:
        files = certificates(folder)
        listeners = [
            Listener("SSL", (*tls(files), *clients_certificate(files))),
            Listener("SASL_PLAINTEXT", LOGIN),
            Listener("SASL_SSL", (*tls(files), *LOGIN)),
        ]
        kafka = Kafka(folder, Ports(folder), print, HEAP, extra=listeners)
        try:
            kafka.start()
            yield Secured(kafka, files)
        finally:
            kafka.stop()


@pytest.mark.parametrize("protocol", ["SSL", "SASL_PLAINTEXT", "SASL_SSL"])
async def test_every_client_gets_in(secured: Secured, protocol: str) -> None:
    settings = secured.settings(protocol, prefix=f"{protocol.lower().replace('_', '.')}.")
    names = TopicNames(settings.topic_prefix)
    await create_topics(secured.kafka.servers, names, TOPICS)
    await plant(secured.kafka.servers, names.of(POLL_REQUESTED), [record("one")])
    echo = Echo(["one"])
    async with running(echo.build, settings) as run:
        await eventually(lambda: echo.batches, deadline_s=30, what="the record consumed")
        await eventually(lambda: not run.health.not_ready(), what="ready")
    async with admin_client(settings) as admin, reader(settings) as consumer:
        assert names.of(POLL_REQUESTED) in await admin.list_topics()
        assert names.of(POLL_REQUESTED) in await consumer.topics()


@pytest.mark.parametrize(
    ("protocol", "changes", "sentence"),
    [
        pytest.param(
            "SASL_PLAINTEXT", {"kafka_password": SecretStr("wrong")}, "EMAIL_KAFKA_PASSWORD known to it?", id="password"
        ),
        pytest.param("SASL_SSL", {"tls_ca_file": None}, "that of this port", id="authority"),
        pytest.param("SSL", {"kafka_certificate_file": None}, "that of this port", id="certificate"),
        pytest.param("SASL_SSL", {"kafka_security_protocol": "SSL"}, "that of this port", id="no login"),
        pytest.param("SASL_SSL", {"kafka_security_protocol": "PLAINTEXT"}, "is it up?", id="no TLS"),
    ],
)
async def test_who_is_refused_is_told_where_to_look(
    secured: Secured, protocol: str, changes: dict[str, Any], sentence: str
) -> None:
    refused = Publisher(secured.settings(protocol, **changes))
    with pytest.raises(TransientError) as caught:
        await refused.start()
    assert sentence in str(caught.value)
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        pytest.param({"kafka_security_protocol": "SASL_SSL"}, "set EMAIL_KAFKA_USERNAME and", id="no user"),
        pytest.param(
            {"kafka_security_protocol": "SSL", "tls_ca_file": Path("gone.pem")},
            "No such file",
            id="no file",
        ),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_asked(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        connection_options(Settings(**values, _env_file=None))
