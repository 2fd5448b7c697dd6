"""`python -m services.threader`."""

from services.threader.app import build
from services.threader.settings import ThreaderSettings
from shared.service import lifecycle

if __name__ == "__main__":
    lifecycle.main("threader", ThreaderSettings, build)
