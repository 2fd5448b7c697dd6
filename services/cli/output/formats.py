"""Documents as json, yaml and csv. What could act on a terminal is written as its code, which each of them reads."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

FORMULA = ("=", "+", "-", "@")
"""A spreadsheet computes what begins so, also when a stranger has written it into a subject."""


def json_text(document: object, *, indent: int | None = 2) -> str:
    """JSON; what a document holds besides JSON's own types is written as text."""
    text = json.dumps(document, indent=indent, ensure_ascii=False, default=str)
    return "".join(each if each.isprintable() or each == "\n" else _json_code(each) for each in text)


def yaml_text(document: object) -> str:
    """YAML of the same document; every text that could be taken for something else is quoted."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Texts with unprintable characters in double quotes, where codes mean characters."""

        def ignore_aliases(self, data: object) -> bool:
            return True

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
        style = None if value.isprintable() else '"'
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    plain = json.loads(json.dumps(document, default=str))
    made = yaml.dump(plain, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=2**31)
    return "".join(each if each.isprintable() or each == "\n" else f"\\U{ord(each):08x}" for each in made)


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """CSV (RFC 4180) with a header of every field that a row has; what is no text or number is JSON."""
    names = [*dict.fromkeys(name for row in rows for name in row)]
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    if names:
        writer.writerow(names)
    writer.writerows([_csv_cell(row.get(name)) for name in names] for row in rows)
    return made.getvalue()


def _csv_cell(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return json_text(value, indent=None)
    text = "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _json_code(character: str) -> str:
    return json.dumps(character).strip('"')
