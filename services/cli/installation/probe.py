"""Asks a service of this machine how it is: without a proxy, and cheaper than an HTTP client that prepares for TLS."""

import json
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

HOST = "127.0.0.1"
ANSWER_WITHIN_S = 2.0


def fault_of(port: int, path: str) -> str:
    """What /live or /ready has to say against the service; empty when all is well."""
    connection = HTTPConnection(HOST, port, timeout=ANSWER_WITHIN_S)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace").strip()
    except (HTTPException, OSError) as error:
        return f"no answer to {path}, {type(error).__name__}"
    finally:
        connection.close()
    return "" if answer.status == HTTPStatus.OK else reasons_in(text) or text or f"HTTP {answer.status}"


def reasons_in(body: str) -> str:
    """Of what /ready or /live says, that which is not well; empty for an answer of another kind."""
    try:
        said = json.loads(body)
    except ValueError:
        return ""
    parts = {**said.get("parts", {}), **said.get("reasons", {})} if isinstance(said, dict) else {}
    return "; ".join(f"{part}: {state}" for part, state in parts.items() if state != "ok")
