"""`python -m services.rules`."""

from services.rules.app import build
from shared import lifecycle
from shared.settings import Settings

if __name__ == "__main__":
    lifecycle.main("rules", Settings, build)
