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
