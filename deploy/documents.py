"""The tables of docs/, `.env.example` and what the Helm chart takes from the code: all made from it.

`python -m deploy.documents` writes them, `--check` compares.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry
from pydantic.fields import FieldInfo

from deploy import chart
from shared.env_file import default_of, env_text
from shared.events.topics import DLQ_SUFFIX, TOPICS, TopicNames
from shared.metrics import registries_of
from shared.metrics.aggregation import summed_by
from shared.rights import Resource, Right, rights
from shared.services import PROGRAMS, SERVICES
from shared.settings import PREFIX, declared_settings

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SUFFIXES = {"counter": "_total", "info": "_info"}
"""What Prometheus puts behind the declared name."""
ENV_EXAMPLE = ROOT / ".env.example"
OF_THE_SPECIFICATION = (
    "default_poll_frequency",
    "integration_poll_frequency",
    "integration_max_emails_per_poll",
    "retention_days",
    "max_attachment_size",
    "max_retry_attempts",
)


def settings_table() -> str:
    """A row for each setting: those of the specification first, then by name."""
    declared = declared_settings()
    first = [f"{PREFIX}{name.upper()}" for name in OF_THE_SPECIFICATION]
    names = (*first, *sorted(declared.keys() - set(first)))
    rows = [
        f"| {name} | {_default(field)} | {', '.join(users)} | {field.description} |"
        for name in names
        for field, users in [declared[name]]
    ]
    return "\n".join(["| name | default | used by | meaning |", "|---|---|---|---|", *rows])


def topics_table() -> str:
    """A row for each topic."""
    rows = [f"| `{t.name}` | {t.key} | {t.written_by} | {t.read_by} | {t.meaning} |" for t in TOPICS]
    dlq = (
        f"| `<topic>{DLQ_SUFFIX}` | as the source | each consumer | cli | what was set aside, byte for byte, and why |"
    )
    return "\n".join(["| topic | key | written by | read by | carries |", "|---|---|---|---|---|", *rows, dlq])


def acls_table() -> str:
    """A row for each program: what it must be allowed where Kafka asks."""
    needed = rights(TopicNames())
    lines = [_rights_row(name, [right for right in needed if right.service == name]) for name in PROGRAMS]
    return "\n".join(["| program | topics | consumer groups | cluster |", "|---|---|---|---|", *lines])


def _rights_row(program: str, needed: Sequence[Right]) -> str:
    cells = []
    for resource in Resource:
        by_operations: dict[str, list[str]] = {}
        for right in needed:
            if right.resource is resource:
                name = f"`{right.name}{'*' if right.is_prefix else ''}`"
                by_operations.setdefault(", ".join(right.operations), []).append(name)
        cells.append("; ".join(f"{operations}: {', '.join(on)}" for operations, on in by_operations.items()))
    return f"| {program} | {' | '.join(cells)} |"


def metrics_table() -> str:
    """A row for each metric, in the order of the services."""
    rows: dict[str, list[str]] = {}
    for service in SERVICES:
        for registry in registries_of(service):
            for row in _metrics_of(registry):
                rows.setdefault(row, []).append(service)
    lines = [f"{row} {'all' if len(by) == len(SERVICES) else ', '.join(by)} |" for row, by in rows.items()]
    head = ["| metric | kind | labels | meaning | over processes | exported by |", "|---|---|---|---|---|---|"]
    return "\n".join([*head, *lines])


def _metrics_of(registry: CollectorRegistry) -> Iterator[str]:
    collectors: Any = registry._collector_to_names  # noqa: SLF001  (nothing else tells labels where there is no sample)
    for collector in collectors:
        for metric in collector.collect():
            labels: Any = getattr(collector, "_labelnames", None) or getattr(metric, "_labelnames", ())
            suffix = SUFFIXES.get(metric.type, "")
            if metric.name.startswith("mailweave_"):
                named = ", ".join(f"`{label}`" for label in labels)
                by = summed_by(metric.name, metric.type)
                yield f"| `{metric.name}{suffix}` | {metric.type} | {named} | {metric.documentation} | {by} |"


def _default(field: FieldInfo) -> str:
    default = default_of(field)
    return f"`{default}`" if default else ""


TABLES: Mapping[str, Callable[[], str]] = {
    "settings": settings_table,
    "topics": topics_table,
    "acls": acls_table,
    "metrics": metrics_table,
    "kubernetes": chart.values_table,
}
"""What stands between the two markers of docs/<name>.md, or of the page that `PAGES` names."""
PAGES = {"acls": "topics"}


def filled(text: str, name: str, made: str) -> str:
    """The text with the part between the markers of `name` replaced; raises ValueError where a marker is missing."""
    begin, end = f"<!-- {name}: made by deploy/documents.py -->", f"<!-- end of {name} -->"
    before, has_begin, rest = text.partition(begin)
    _, has_end, after = rest.partition(end)
    if not (has_begin and has_end):
        raise ValueError(f"docs/{PAGES.get(name, name)}.md lacks a marker: {begin} … {end}")
    return f"{before}{begin}\n{made}\n{end}{after}"


def main() -> int:
    """0 when the tables are as the code is; 1 when `--check` found one that is not."""
    wanted: dict[Path, str] = {}
    for name, table in TABLES.items():
        page = DOCS / f"{PAGES.get(name, name)}.md"
        wanted[page] = filled(wanted.get(page) or page.read_text(), name, table())
    wanted[ENV_EXAMPLE] = env_text({})
    wanted |= chart.files()
    stale = [page for page, text in wanted.items() if not page.exists() or page.read_text() != text]
    stale += chart.left_over()
    for page in stale:
        if "--check" in sys.argv:
            print(f"{page.name} is not as the code is: run `python -m deploy.documents`", file=sys.stderr)
        elif page in wanted:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(wanted[page])
        else:
            page.unlink()
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
