"""The parts of README.md that are made from the code. `python -m deploy.documents` writes them, `--check` compares."""

import sys
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from shared.events.topics import DLQ_SUFFIX, TOPICS
from shared.settings import PREFIX, Settings, settings_classes

README = Path(__file__).resolve().parent.parent / "README.md"
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


def filled(text: str) -> str:
    """README with each part between its two markers made anew."""
    for name, made in (("settings", settings_table()), ("topics", topics_table())):
        begin, end = f"<!-- {name}: made by deploy/documents.py -->", f"<!-- end of {name} -->"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}\n{made}\n{end}{after}"
    return text


def main() -> int:
    """0 when README is as the code is; 1 when `--check` found it is not."""
    text = README.read_text()
    made = filled(text)
    if "--check" in sys.argv and made != text:
        print("README.md is not as the code is: run `python -m deploy.documents`", file=sys.stderr)
        return 1
    README.write_text(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
