"""`python -m services.api`."""

from services.api.app import build
from services.api.settings import ApiSettings
from shared.service import lifecycle

if __name__ == "__main__":
    lifecycle.main("api", ApiSettings, build)
