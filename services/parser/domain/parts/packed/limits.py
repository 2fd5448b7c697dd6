"""How much of packed content is read: enough for what programs write, and a bounded time for what they never would."""

MAX_PACKED_DEPTH = 4
MAX_RTF_BYTES = 4 * 1024 * 1024
MAX_RTF_TOKENS = 1_000_000
MAX_RTF_DEPTH = 200
MAX_ATTRIBUTES = 20_000
MAX_PROPERTIES = 500
MAX_VALUES = 1000
