"""What the Helm chart takes from elsewhere: facts of the code, the rules and dashboards, and the table of its values.

`python -m deploy.documents` writes it all, with `--check` it compares.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from shared.services import SERVICES, Secret, Service
from shared.settings import declared_settings, settings_classes

DEPLOY = Path(__file__).resolve().parent
CHART = DEPLOY / "helm/mailweave"
SCHEMA = CHART / "values.schema.json"
VALUES = CHART / "values.yaml"
COPIED = {
    "rules/*.yaml": DEPLOY / "prometheus/rules",
    "dashboards/*.json": DEPLOY / "grafana/dashboards",
}
"""Below files/: what lies there in the chart is what lies in that folder."""
USE_BLOBS = frozenset({"poller", "parser", "sender", "api"})
NEEDS_VAULT_ONLY_IF_WANTED = frozenset({Secret.VAULT_TOKEN})
SET_BY_THE_CHART = frozenset(
    {
        "EMAIL_API_HOST",
        "EMAIL_API_PORT",
        "EMAIL_BLOB_URL",
        "EMAIL_HTTP_HOST",
        "EMAIL_HTTP_PORT",
        "EMAIL_KAFKA_CERTIFICATE_FILE",
        "EMAIL_KAFKA_KEY_FILE",
        "EMAIL_KAFKA_SASL_MECHANISM",
        "EMAIL_KAFKA_SECURITY_PROTOCOL",
        "EMAIL_KAFKA_SERVERS",
        "EMAIL_SECRETS_DIR",
        "EMAIL_SHUTDOWN_GRACE_S",
        "EMAIL_TLS_CA_FILE",
        "EMAIL_TOPIC_PARTITIONS",
        "EMAIL_TOPIC_PREFIX",
        "EMAIL_TOPIC_REPLICATION",
    }
)
"""Settings that follow from other values."""
IN_THE_SECRET = frozenset(
    {
        "EMAIL_ADMIN_DATABASE_URL",
        "EMAIL_API_TOKEN",
        "EMAIL_DATABASE_URL",
        "EMAIL_KAFKA_PASSWORD",
        "EMAIL_KAFKA_USERNAME",
        "EMAIL_SECRET_KEY",
        "EMAIL_VAULT_TOKEN",
    }
)
OF_THE_COMMAND_LINE = frozenset({"EMAIL_API_URL", "EMAIL_DATA_DIR", "EMAIL_KAFKA_HEAP"})
"""Settings of no service."""
EXPLAINED = re.compile(r"^(\s*)# -- (.*)$")
MORE = re.compile(r"^\s*# (.*)$")
KEY = re.compile(r"^(\s*)([A-Za-z_]\w*):")


def files() -> dict[Path, str]:
    """What each made file of the chart should hold."""
    made = {CHART / "files/services.yaml": services_yaml(), SCHEMA: schema()}
    for pattern, source in COPIED.items():
        folder, _, name = pattern.partition("/")
        made |= {CHART / "files" / folder / path.name: path.read_text() for path in sorted(source.glob(name))}
    return made


def left_over() -> list[Path]:
    """Files of the chart whose original is gone."""
    return [path for pattern in COPIED for path in CHART.glob(f"files/{pattern}") if path not in files()]


def services_yaml() -> str:
    """The services as the templates read them."""
    facts = {name: _facts(service) for name, service in SERVICES.items()}
    return "# Made by deploy/chart.py from shared/services.py.\n" + yaml.safe_dump(facts, sort_keys=False)


def _facts(service: Service) -> dict[str, Any]:
    needed = {"EMAIL_DATABASE_URL", *map(str, service.secrets - NEEDS_VAULT_ONLY_IF_WANTED)}
    facts = {
        "port": service.http_port,
        "reads": list(service.reads),
        "needed": sorted(needed),
        "wanted": sorted(map(str, service.secrets & NEEDS_VAULT_ONLY_IF_WANTED)),
        "usesBlobs": service.name in USE_BLOBS,
    }
    if service.name == "api":
        facts["restPort"] = settings_classes()["api"].model_fields["api_port"].default
    return facts


def schema() -> str:
    """The schema with today's settings as those that `settings` may have."""
    found = json.loads(SCHEMA.read_text())
    names = sorted(declared_settings().keys() - SET_BY_THE_CHART - IN_THE_SECRET - OF_THE_COMMAND_LINE)
    found["definitions"]["settings"]["properties"] = {name: {"type": ["string", "number", "boolean"]} for name in names}
    return json.dumps(found, indent=2) + "\n"


def values_table() -> str:
    """A row for each explained value."""
    defaults = yaml.safe_load(VALUES.read_text())
    rows = [f"| `{path}` | `{_shown(defaults, path)}` | {meaning} |" for path, meaning in explained().items()]
    return "\n".join(["| value | default | meaning |", "|---|---|---|", *rows])


def explained() -> dict[str, str]:
    """By its path each value of values.yaml that a comment `# -- …` stands before."""
    return dict(_explained(VALUES.read_text().splitlines()))


def _explained(lines: list[str]) -> Iterator[tuple[str, str]]:
    place: list[tuple[int, str]] = []
    meaning: list[str] = []
    for line in lines:
        if found := EXPLAINED.match(line):
            meaning = [found[2]]
        elif meaning and (more := MORE.match(line)):
            meaning.append(more[1])
        elif key := KEY.match(line):
            depth = len(key[1])
            place = [*((at, name) for at, name in place if at < depth), (depth, key[2])]
            if meaning:
                yield ".".join(name for _, name in place), " ".join(meaning)
            meaning = []


def _shown(defaults: Mapping[str, Any], path: str) -> str:
    value: Any = defaults
    for name in path.split("."):
        value = value[name]
    return json.dumps(value, separators=(", ", ": "))
