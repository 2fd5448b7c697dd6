"""The parser's settings."""

from pydantic import Field

from shared.settings import Settings


class ParserSettings(Settings):
    """What the parser needs besides `Settings`."""

    inline_body_bytes: int = Field(
        65_536, ge=1024, le=131_072, description="bytes of a text body that `parsed` carries; a longer one is a blob"
    )
    parser_batch_records: int = Field(
        200,
        ge=1,
        le=200,
        description="records that the parser handles in one batch; one of over 1 GiB of messages is cut short",
    )
