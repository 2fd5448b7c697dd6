"""`python -m services.rules`."""

from services.rules.app import build
from services.rules.settings import RulesSettings
from shared.service import lifecycle

if __name__ == "__main__":
    lifecycle.main("rules", RulesSettings, build)
