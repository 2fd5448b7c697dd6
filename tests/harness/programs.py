"""Tests that need another program: left out, in one line, where it is missing; an error where CI demands all."""

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tests.harness import chromium, debian_postgres, dovecot, helm, prometheus, smtp_sink, volume


@dataclass(frozen=True, slots=True)
class Program:
    packages: str
    is_installed: Callable[[], bool]
    made_by: str = ""
    """The command that makes it, where no package of Debian has it."""

    @property
    def install(self) -> str:
        """What to type."""
        return self.made_by or f"apt-get install {self.packages}"


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
    "prometheus": Program(prometheus.PACKAGES, prometheus.is_installed),
    "postgresql": Program(debian_postgres.PACKAGES, debian_postgres.is_installed),
    "mount": Program(volume.PACKAGES, volume.is_installed),
    "postfix": Program(smtp_sink.PACKAGES, smtp_sink.SmtpSink.is_installed),
    "helm": Program("", helm.is_installed, made_by=helm.MADE_BY),
    "docker": Program(" ".join(ENGINE.values()), lambda: all(map(shutil.which, ENGINE))),
}
"""By the marker of the tests that need it."""

MARKER_OF_FIXTURE: Mapping[str, str] = {
    "stack": "stack",
    "proxied_kafka": "stack",
    "secured_kafka": "stack",
    "debian_postgres": "postgresql",
    "browser": "chromium",
    "dovecot": "dovecot",
    "oauth": "dovecot",
    "smtp_sink": "postfix",
    "helm": "helm",
}
"""Who uses the fixture has the marker, so that nobody can forget it."""


def missing(markers: Iterable[str], programs: Mapping[str, Program] = PROGRAMS) -> list[str]:
    """Those of `markers` whose program is not installed."""
    return [marker for marker in markers if marker in programs and not programs[marker].is_installed()]


def missing_line(marker: str, programs: Mapping[str, Program] = PROGRAMS) -> str:
    return f"{marker} is missing ({programs[marker].install})"


def left_out_line(marker: str, count: int, programs: Mapping[str, Program] = PROGRAMS) -> str:
    return f"{count} tests left out: they need {marker} ({programs[marker].install})"
