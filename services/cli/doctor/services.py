"""The services on this machine: what each says on /ready."""

import json
from collections.abc import Mapping

from services.cli.doctor.finding import Check, Finding
from services.cli.installation.probe import HOST, fault_of
from services.cli.settings import CliSettings
from shared.services import SERVICES

RUNNING = Check("services")
NO_ANSWER = "no answer to "
PORTS_FILE = "ports.json"


def look(settings: CliSettings) -> list[Finding]:
    """On their own ports, or on those that `mailweave up --embedded` has chosen."""
    ports = ports_of(settings)
    faults = {name: fault_of(port, "/ready") for name, port in ports.items()}
    silent = [name for name, fault in faults.items() if fault.startswith(NO_ANSWER)]
    if len(silent) == len(ports):
        where = ", ".join(str(port) for port in ports.values())
        return [RUNNING.skipped(f"none answers on {HOST}, ports {where}; elsewhere ask each for /ready")]
    found = [
        RUNNING.problem(f"{name} does not answer on {HOST}:{ports[name]}", "start it; its log says why it ended")
        if name in silent
        else RUNNING.problem(f"{name} is not ready: {fault}", "do what it says; it goes on by itself")
        for name, fault in faults.items()
        if fault
    ]
    return found or [RUNNING.ok(f"{', '.join(ports)} are ready")]


def ports_of(settings: CliSettings) -> Mapping[str, int]:
    """By service. What an embedded installation has written counts first."""
    try:
        known = json.loads((settings.data_dir / PORTS_FILE).read_text())
    except (OSError, ValueError):
        known = {}
    return {name: int(known.get(f"{name}_http", service.http_port)) for name, service in SERVICES.items()}
