"""The rules' settings."""

from shared.settings import Settings


class RulesSettings(Settings):
    """Nothing beyond what every service needs."""
