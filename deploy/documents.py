"""The tables of docs/ that are made from the code. `python -m deploy.documents` writes them, `--check` compares."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from shared.events.topics import DLQ_SUFFIX, TOPICS
from shared.settings import PREFIX, Settings, settings_classes

DOCS = Path(__file__).resolve().parent.parent / "docs"
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
    users: dict[str, list[str]] = {name: [] for name in OF_THE_SPECIFICATION}
    fields: dict[str, FieldInfo] = {}
    for service, cls in sorted(settings_classes().items()):
        for name, field in cls.model_fields.items():
            fields[name] = field
            users.setdefault(name, []).append("all" if name in Settings.model_fields else service)
    names = (*OF_THE_SPECIFICATION, *sorted(users.keys() - set(OF_THE_SPECIFICATION)))
    rows = [
        f"| {PREFIX}{name.upper()} | {_default(fields[name])} | {_used_by(users[name])} | {fields[name].description} |"
        for name in names
    ]
    return "\n".join(["| name | default | used by | meaning |", "|---|---|---|---|", *rows])


def topics_table() -> str:
    """A row for each topic."""
    rows = [f"| `{t.name}` | {t.key} | {t.written_by} | {t.read_by} | {t.meaning} |" for t in TOPICS]
    dlq = (
        f"| `<topic>{DLQ_SUFFIX}` | as the source | each consumer | cli | what was set aside, byte for byte, and why |"
    )
    return "\n".join(["| topic | key | written by | read by | carries |", "|---|---|---|---|---|", *rows, dlq])


def _default(field: FieldInfo) -> str:
    default = field.default
    if default is None or isinstance(default, SecretStr) or default == "":
        return ""
    return f"`{default}`"


def _used_by(services: list[str]) -> str:
    return ", ".join(dict.fromkeys(services))


TABLES: Mapping[str, Callable[[], str]] = {"settings": settings_table, "topics": topics_table}
"""What stands between the two markers of docs/<name>.md."""


def filled(text: str, name: str, made: str) -> str:
    """The text with the part between the markers of `name` replaced; raises ValueError where a marker is missing."""
    begin, end = f"<!-- {name}: made by deploy/documents.py -->", f"<!-- end of {name} -->"
    before, has_begin, rest = text.partition(begin)
    _, has_end, after = rest.partition(end)
    if not (has_begin and has_end):
        raise ValueError(f"docs/{name}.md lacks a marker: {begin} … {end}")
    return f"{before}{begin}\n{made}\n{end}{after}"


def main() -> int:
    """0 when the tables are as the code is; 1 when `--check` found one that is not."""
    status = 0
    for name, table in TABLES.items():
        page = DOCS / f"{name}.md"
        text = page.read_text()
        made = filled(text, name, table())
        if made == text:
            continue
        if "--check" in sys.argv:
            print(f"docs/{page.name} is not as the code is: run `python -m deploy.documents`", file=sys.stderr)
            status = 1
        else:
            page.write_text(made)
    return status


if __name__ == "__main__":
    sys.exit(main())
