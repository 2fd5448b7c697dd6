"""Kafka that asks who is there: real listeners that want TLS, a client's certificate, or a login; and some that err."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from shared.errors import ConfigurationError, TransientError
from shared.events.topics import POLL_REQUESTED, TopicNames
from shared.kafka.clients import admin_client, reader
from shared.kafka.publish import Publisher
from shared.kafka.security import connection_options
from shared.rights import rights
from shared.settings import Settings
from tests.harness.echo import TOPICS, Echo, record
from tests.harness.kafka import create_topics, plant
from tests.harness.secured_kafka import PASSWORD, USERS, SecuredKafka
from tests.harness.service import running
from tests.harness.wait import eventually

QUICK: dict[str, Any] = {"kafka_session_timeout_s": 3, "publish_timeout_s": 10}
WRONG = SecretStr("wrong")


@pytest.mark.parametrize("listener", ["SSL", "SASL_PLAINTEXT", "SASL_SSL"])
async def test_every_client_gets_in(secured_kafka: SecuredKafka, listener: str) -> None:
    prefix = f"{listener.lower().replace('_', '.')}."
    settings = secured_kafka.settings(listener, topic_prefix=prefix, **QUICK)
    names, servers = TopicNames(prefix), secured_kafka.kafka.servers
    await secured_kafka.allow([right for right in rights(names) if right.service == "cli"])
    await create_topics(servers, names, TOPICS)
    await plant(servers, names.of(POLL_REQUESTED), [record("one")])
    echo = Echo(["one"])
    async with running(echo.build, settings) as run:
        await eventually(lambda: echo.batches, deadline_s=30, what="the record consumed")
        await eventually(lambda: not run.health.not_ready(), what="ready")
    async with admin_client(settings) as admin, reader(settings) as consumer:
        assert names.of(POLL_REQUESTED) in await admin.list_topics()
        assert names.of(POLL_REQUESTED) in await consumer.topics()


@pytest.mark.parametrize(
    ("listener", "changes", "seen", "step"),
    [
        pytest.param(
            "SASL_SSL",
            {"kafka_password": WRONG},
            "it refuses the login of mailweave-cli by SCRAM-SHA-512",
            "correct EMAIL_KAFKA_USERNAME and EMAIL_KAFKA_PASSWORD",
            id="wrong password",
        ),
        pytest.param(
            "SASL_PLAINTEXT",
            {"kafka_password": WRONG},
            "it refuses the login of mailweave by PLAIN",
            "correct EMAIL_KAFKA_USERNAME and EMAIL_KAFKA_PASSWORD",
            id="wrong password without TLS",
        ),
        pytest.param(
            "SASL_SSL",
            {"kafka_sasl_mechanism": "PLAIN"},
            "it does not take PLAIN",
            "set EMAIL_KAFKA_SASL_MECHANISM to what it takes",
            id="wrong mechanism",
        ),
        pytest.param(
            "SASL_SSL",
            {"tls_ca_file": None},
            "this machine does not know its authority (Mailweave local test authority)",
            "into the file that EMAIL_TLS_CA_FILE names",
            id="unknown authority",
        ),
        pytest.param(
            "SASL_SSL_EXPIRED", {}, "it expired on 20", "tell its operator, who has to renew it", id="expired"
        ),
        pytest.param(
            "SASL_SSL_ELSEWHERE",
            {},
            "it is for kafka.elsewhere.test",
            "set EMAIL_KAFKA_SERVERS to a name that it is for",
            id="wrong host",
        ),
        pytest.param(
            "SSL",
            {"kafka_certificate_file": None, "kafka_key_file": None},
            "it ends the handshake",
            "set EMAIL_KAFKA_CERTIFICATE_FILE and EMAIL_KAFKA_KEY_FILE",
            id="client certificate missing",
        ),
        pytest.param("SSL", {"client": "expired"}, "", "of EMAIL_KAFKA_CERTIFICATE_FILE expired", id="expired client"),
        pytest.param(
            "SSL", {"client": "stranger"}, "", "of an authority that Kafka does not know", id="strange client"
        ),
        pytest.param(
            "SASL_SSL",
            {"kafka_security_protocol": "SSL"},
            "it ends the connection",
            "is EMAIL_KAFKA_SECURITY_PROTOCOL (SSL) that of this port?",
            id="no login",
        ),
        pytest.param(
            "SASL_SSL",
            {"kafka_security_protocol": "PLAINTEXT"},
            "it ends the connection",
            "is EMAIL_KAFKA_SECURITY_PROTOCOL (PLAINTEXT) that of this port?",
            id="no TLS",
        ),
        pytest.param(
            "SASL_PLAINTEXT",
            {"kafka_security_protocol": "SASL_SSL"},
            "it ends the connection where TLS should begin",
            "is EMAIL_KAFKA_SECURITY_PROTOCOL (SASL_SSL) that of this port?",
            id="TLS where there is none",
        ),
    ],
)
async def test_who_is_refused_is_told_which_setting_to_change(
    secured_kafka: SecuredKafka, listener: str, changes: dict[str, Any], seen: str, step: str
) -> None:
    if client := changes.get("client"):
        files = getattr(secured_kafka, client)
        changes = {"kafka_certificate_file": files.certificate, "kafka_key_file": files.key}
    refused = Publisher(secured_kafka.settings(listener, **QUICK, **changes))
    with pytest.raises(TransientError) as caught:
        await refused.start()
    assert seen in str(caught.value)
    assert step in str(caught.value)
    assert not [word for word in (PASSWORD, *USERS.values()) if word in str(caught.value)]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        pytest.param({"kafka_security_protocol": "SASL_SSL"}, "set EMAIL_KAFKA_USERNAME and", id="no user"),
        pytest.param({"kafka_security_protocol": "SSL", "tls_ca_file": Path("gone.pem")}, "No such file", id="no file"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_asked(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        connection_options(Settings(**values, _env_file=None))
