"""`python -m services.poller`: mailboxes in, raw.fetched out."""

from services.poller.app import build
from services.poller.settings import PollerSettings
from shared.service.lifecycle import main

if __name__ == "__main__":
    main("poller", PollerSettings, build)
