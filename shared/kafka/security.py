"""How Kafka's clients prove who they are, and how they know the broker: TLS and SASL by the settings."""

import ssl
from typing import Any

from faststream.security import BaseSecurity, SASLPlaintext, SASLScram256, SASLScram512

from shared.errors import ConfigurationError
from shared.settings import Settings

_FASTSTREAM = {"PLAIN": SASLPlaintext, "SCRAM-SHA-256": SASLScram256, "SCRAM-SHA-512": SASLScram512}
PLAINTEXT = "PLAINTEXT"


def connection_options(settings: Settings) -> dict[str, Any]:
    """For any client of aiokafka; raises ConfigurationError for what cannot work."""
    options: dict[str, Any] = {"bootstrap_servers": settings.kafka_servers.split(",")}
    if settings.kafka_security_protocol == PLAINTEXT:
        return options
    options |= {"security_protocol": settings.kafka_security_protocol, "ssl_context": _context(settings)}
    if _has_login(settings):
        options |= {
            "sasl_mechanism": settings.kafka_sasl_mechanism,
            "sasl_plain_username": settings.kafka_username,
            "sasl_plain_password": settings.kafka_password.get_secret_value(),
        }
    return options


def faststream_security(settings: Settings) -> BaseSecurity | None:
    """The same for FastStream's broker."""
    if settings.kafka_security_protocol == PLAINTEXT:
        return None
    context = _context(settings)
    if not _has_login(settings):
        return BaseSecurity(ssl_context=context, use_ssl=True)
    login = _FASTSTREAM[settings.kafka_sasl_mechanism]
    password = settings.kafka_password.get_secret_value()
    return login(settings.kafka_username, password, ssl_context=context, use_ssl=context is not None)


def _has_login(settings: Settings) -> bool:
    if not settings.kafka_security_protocol.startswith("SASL"):
        return False
    if not (settings.kafka_username and settings.kafka_password.get_secret_value()):
        raise ConfigurationError(
            f"EMAIL_KAFKA_SECURITY_PROTOCOL is {settings.kafka_security_protocol}: "
            "set EMAIL_KAFKA_USERNAME and EMAIL_KAFKA_PASSWORD"
        )
    return True


def _context(settings: Settings) -> ssl.SSLContext | None:
    """Verifies the broker's certificate and name; None where the protocol has no TLS."""
    if not settings.kafka_security_protocol.endswith("SSL"):
        return None
    context = ssl.create_default_context()
    try:
        if settings.tls_ca_file is not None:
            context.load_verify_locations(cafile=str(settings.tls_ca_file))
        if settings.kafka_certificate_file is not None:
            context.load_cert_chain(settings.kafka_certificate_file, settings.kafka_key_file)
    except (OSError, ssl.SSLError) as error:
        raise ConfigurationError(
            "EMAIL_TLS_CA_FILE, EMAIL_KAFKA_CERTIFICATE_FILE or EMAIL_KAFKA_KEY_FILE cannot be read as PEM "
            f"({error.strerror or type(error).__name__}): correct the paths"
        ) from error
    return context
