"""The threader's settings."""

from pydantic import Field

from shared.settings import Settings


class ThreaderSettings(Settings):
    """How messages become threads and people customers."""

    auto_create_customers: bool = Field(True, description="make a customer of each address that writes first")
