"""The forms that texts must have, by name: who breaks one is told in words, not by the expression."""

from typing import Any

from pydantic import TypeAdapter

from shared.events import AddrSpec

_ADDRESS: dict[str, Any] = TypeAdapter(AddrSpec).json_schema()
ADDRESS_PATTERN: str = _ADDRESS["pattern"]
MESSAGE_ID_PATTERN = r"^<?[^\s<>]+>?$"
VARIABLE_PATTERN = r"^[A-Za-z_][A-Za-z0-9_]{0,99}$"
