"""What a token must be to let anybody in."""

from pydantic import SecretStr

from shared.errors import ConfigurationError

LEAST_TOKEN_LENGTH = 16


def required_token(token: SecretStr) -> SecretStr:
    """EMAIL_API_TOKEN; raises ConfigurationError when there is none that is worth its name."""
    if len(token.get_secret_value()) < LEAST_TOKEN_LENGTH:
        raise ConfigurationError(
            f"EMAIL_API_TOKEN must have at least {LEAST_TOKEN_LENGTH} characters: "
            "make one with `openssl rand -hex 24` and give it to the api and to its callers"
        )
    return token
