"""The rules' settings."""

from pydantic import Field

from shared.settings import Settings


class RulesSettings(Settings):
    """When rules may act."""

    auto_reply_max_age_s: float = Field(
        86_400, ge=0, description="seconds; a message that was older when it was fetched gets no automatic reply"
    )
