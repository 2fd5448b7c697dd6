"""The image's health check: asks /live of the service that the container was started for."""

import os
import sys
from pathlib import Path

from services.cli.installation.probe import fault_of
from shared.services import SERVICES

FIRST_PROCESS = Path("/proc/1/cmdline")


def service_of(command_line: bytes) -> str | None:
    """Which service a container's first process was given, as /proc has its command line; None for a command."""
    last = command_line.decode(errors="replace").rstrip("\0").rpartition("\0")[2]
    return last if last in SERVICES else None


def main() -> int:
    """0 when it is alive, or when this container runs a command and no service; 1 with the reason."""
    service = service_of(FIRST_PROCESS.read_bytes())
    if service is None:
        return 0
    fault = fault_of(int(os.environ.get("EMAIL_HTTP_PORT") or SERVICES[service].http_port), "/live")
    if fault:
        print(f"{service}: {fault}", flush=True)
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main())
