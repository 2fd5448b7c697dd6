"""What may be wrong with a secret that lies elsewhere, in the words of an account's health."""

from shared.errors import TransientError
from shared.walk import Trouble

AUTH, NETWORK, PROTOCOL, QUOTA = "auth", "network", "protocol", "quota"


class UnresolvedError(TransientError):
    """There is no secret now; `trouble` says why and what to do, and names the reference, never the secret."""

    def __init__(self, cause: str, happened: str, next_step: str, said: str = "") -> None:
        super().__init__(f"{happened}: {next_step}")
        self.trouble = Trouble(cause, happened, next_step, said)

    @property
    def is_passing(self) -> bool:
        """Whether it says nothing about the account."""
        return self.trouble.cause != AUTH
