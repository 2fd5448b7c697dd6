"""A page for people from the OpenAPI document: one file, no script, nothing from another host."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h2{margin-top:2rem;border-top:1px solid #8884;padding-top:1rem}code{background:#8882;padding:.1em .3em}
table{border-collapse:collapse}td,th{border:1px solid #8884;padding:.2rem .6rem;text-align:left;vertical-align:top}
"""
INTRODUCTION = (
    "Every request needs the header <code>Authorization: Bearer …</code> with the value of "
    "<code>EMAIL_API_TOKEN</code>. "
    'Errors are <code>application/problem+json</code>. The machine-readable form is <a href="openapi.json">openapi.json'
    "</a> (OpenAPI 3.1)."
)
Document = Mapping[str, Any]


def docs_page(document: Document) -> str:
    """The whole page."""
    info = document["info"]
    title = f"{escape(info['title'])} {escape(info['version'])}"
    endpoints = "\n".join(_endpoints(document))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
        f"<h1>{title}</h1><p>{escape(info['description'])}</p><p>{INTRODUCTION}</p>{endpoints}</html>"
    )


def _endpoints(document: Document) -> Iterator[str]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            success = next(code for code in operation["responses"] if code.startswith("2"))
            yield f"<h2><code>{method.upper()} {escape(path)}</code></h2>"
            yield f"<p>{escape(operation.get('description', ''))} Answers {success}.</p>"
            yield _table("parameter", _parameters(operation))
            yield _table("field of the request", _request_fields(document, operation))


def _table(name: str, rows: list[tuple[str, Document, bool]]) -> str:
    if not rows:
        return ""
    lines = "".join(
        f"<tr><td><code>{escape(field)}</code></td><td>{escape(_kind(schema))}</td>"
        f"<td>{'required' if required else _default(schema)}</td><td>{escape(schema.get('description', ''))}</td></tr>"
        for field, schema, required in rows
    )
    return f"<table><tr><th>{name}</th><th>kind</th><th></th><th>meaning</th></tr>{lines}</table>"


def _parameters(operation: Document) -> list[tuple[str, Document, bool]]:
    return [
        (found["name"], {**found["schema"], "description": found.get("description", "")}, found.get("required", False))
        for found in operation.get("parameters", [])
    ]


def _request_fields(document: Document, operation: Document) -> list[tuple[str, Document, bool]]:
    body = operation.get("requestBody")
    if body is None:
        return []
    schema = _resolved(document, body["content"]["application/json"]["schema"])
    required = schema.get("required", [])
    return [(name, found, name in required) for name, found in schema.get("properties", {}).items()]


def _resolved(document: Document, schema: Document) -> Document:
    """The schema behind a reference, also behind `reference or null`."""
    for choice in (schema, *schema.get("anyOf", [])):
        if "$ref" in choice:
            found: Document = document["components"]["schemas"][choice["$ref"].rsplit("/", 1)[1]]
            return found
    return schema


def _kind(schema: Document) -> str:
    if "anyOf" in schema:
        return " or ".join(_kind(choice) for choice in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[1]
    kind = schema.get("format") or schema.get("type", "any")
    return f"list of {_kind(schema['items'])}" if kind == "array" else str(kind)


def _default(schema: Document) -> str:
    return f"default {escape(str(schema['default']))}" if schema.get("default") not in (None, "") else ""
