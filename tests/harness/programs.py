"""Tests that need a Debian program: left out, in one line, where it is missing; an error where CI demands all."""

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tests.harness import chromium, dovecot, smtp_sink


@dataclass(frozen=True, slots=True)
class Program:
    packages: str
    is_installed: Callable[[], bool]


ENGINE: Mapping[str, str] = {
    "dockerd": "docker.io",
    "iptables": "iptables",
    "ip": "iproute2",
    "debootstrap": "debootstrap",
    "prometheus": "prometheus",
}
"""The programs that `make compose-test` needs where there is no engine, and Debian's packages of them."""

PROGRAMS: Mapping[str, Program] = {
    "dovecot": Program(dovecot.PACKAGES, dovecot.Dovecot.is_installed),
    "chromium": Program(chromium.PACKAGES, chromium.is_installed),
    "curl": Program("curl jq", lambda: bool(shutil.which("curl") and shutil.which("jq"))),
    "postfix": Program(smtp_sink.PACKAGES, smtp_sink.SmtpSink.is_installed),
    "docker": Program(" ".join(ENGINE.values()), lambda: all(map(shutil.which, ENGINE))),
}
"""By the marker of the tests that need it."""

MARKER_OF_FIXTURE: Mapping[str, str] = {
    "stack": "stack",
    "proxied_kafka": "stack",
    "browser": "chromium",
    "dovecot": "dovecot",
    "oauth": "dovecot",
    "smtp_sink": "postfix",
}
"""Who uses the fixture has the marker, so that nobody can forget it."""


def missing(markers: Iterable[str], programs: Mapping[str, Program] = PROGRAMS) -> list[str]:
    """Those of `markers` whose program is not installed."""
    return [marker for marker in markers if marker in programs and not programs[marker].is_installed()]


def missing_line(marker: str, programs: Mapping[str, Program] = PROGRAMS) -> str:
    return f"{marker} is missing (apt-get install {programs[marker].packages})"


def left_out_line(marker: str, count: int, programs: Mapping[str, Program] = PROGRAMS) -> str:
    return f"{count} tests left out: they need {marker} (apt-get install {programs[marker].packages})"
