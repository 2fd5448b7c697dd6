"""`python -m services.sender`."""

from services.sender.app import build
from services.sender.settings import SenderSettings
from shared.service import lifecycle

if __name__ == "__main__":
    lifecycle.main("sender", SenderSettings, build)
