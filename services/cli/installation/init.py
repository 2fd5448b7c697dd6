"""`mailweave init`: a `.env` of one's own."""

import base64
import os
import secrets
from pathlib import Path

from shared.aead import KEY_BYTES
from shared.env_file import env_text
from shared.errors import ConfigurationError

TOKEN_BYTES = 24


def write_env(path: Path) -> None:
    """Writes it with a fresh key and token, for its owner alone; ConfigurationError where there is one already."""
    fresh = {
        "EMAIL_SECRET_KEY": base64.b64encode(os.urandom(KEY_BYTES)).decode(),
        "EMAIL_API_TOKEN": secrets.token_urlsafe(TOKEN_BYTES),
    }
    text = env_text(fresh)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise ConfigurationError(
            f"{path} is there already, and its EMAIL_SECRET_KEY may be the only one that opens the stored mail: "
            "edit it, or move it away first"
        ) from error
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written ({error.strerror}): choose another folder") from error
    with os.fdopen(file, "w") as opened:
        opened.write(text)
