"""The key file of a service account. Pure."""

import json


def service_key_fault(text: str) -> str:
    """Why this is no key file of a service account; empty when it is one."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return "is no JSON: give the whole key file that the provider made"
    names = ("client_email", "private_key")
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) and found[name] for name in names):
        return "has no client_email or no private_key: give the key file of a service account"
    return ""


def private_key_in(text: str) -> str:
    """The key itself, without the lines around it that every key has; the whole text where that is no key file."""
    if service_key_fault(text):
        return text
    lines = str(json.loads(text)["private_key"]).splitlines()
    return "\n".join(line for line in lines if not line.startswith("-----"))
