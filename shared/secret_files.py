"""Settings that are kept as files (EMAIL_SECRETS_DIR), as Docker and Kubernetes mount secrets."""

from pathlib import Path

from shared.errors import ConfigurationError

PREFIX = "EMAIL_"
SECRETS_DIR = "EMAIL_SECRETS_DIR"


def files_in(folder: str) -> dict[str, str]:
    """What the files named EMAIL_… hold, by their names; nothing for no folder.

    Raises ConfigurationError when the folder or one of them cannot be read.
    """
    if not folder:
        return {}
    try:
        paths = [path for path in sorted(Path(folder).iterdir()) if path.name.upper().startswith(PREFIX)]
    except OSError as error:
        raise ConfigurationError(f"{SECRETS_DIR}: {folder} cannot be read ({error.strerror}): correct it") from None
    return {path.name.upper(): _text_of(path) for path in paths}


def _text_of(path: Path) -> str:
    try:
        return path.read_text().strip()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ConfigurationError(f"{path} of {SECRETS_DIR} cannot be read ({why}): correct or remove it") from None
