"""Debian's Prometheus: promtool on files, and a private instance that scrapes what a test runs."""

import shutil

PACKAGES = "prometheus"


def is_installed() -> bool:
    return bool(shutil.which("prometheus") and shutil.which("promtool"))
