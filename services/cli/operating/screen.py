"""`mailweave screen`."""

from services.cli.rest import rest
from services.cli.terminal import say


def screen() -> None:
    """Print the screen's address, and a link that logs in to it once."""
    with rest() as client:
        link = client.post("/login-links/", {})
        say(f"screen  {client.url}/")
        say(f"log in  {client.url}{link['url']} (once, until {link['expires_at'][11:16]} UTC)")
