"""Settings: read, known, and the two without which nothing starts; files that hold secrets."""

import stat
from collections.abc import Iterator
from pathlib import Path

from services.cli.doctor.finding import Check, Finding
from services.cli.settings import CliSettings, stack_env_file
from shared.api_token import required_token
from shared.errors import ConfigurationError
from shared.secret_files import PREFIX
from shared.settings import ENV_FILE, setting_faults

SETTINGS = Check("settings")
FILES = Check("secret files")
NO_ONE_ELSE = "have nobody else read it: chmod o-rwx"


def read() -> tuple[CliSettings | None, list[Finding]]:
    """The settings, None where they cannot be read at all; and a line for each fault of any service's."""
    try:
        settings = CliSettings.load()
        faults = setting_faults()
        required_token(settings.api_token)
    except ConfigurationError as error:
        return _loaded(), [SETTINGS.problem(*_parted(str(error)))]
    if faults:
        return settings, [SETTINGS.problem(*_parted(fault)) for fault in faults]
    return settings, [SETTINGS.ok("every setting of every service can be read")]


def _loaded() -> CliSettings | None:
    try:
        return CliSettings.load()
    except ConfigurationError:
        return None


def _parted(line: str) -> tuple[str, str]:
    """What is wrong, and the step that ends the line behind a semicolon or colon."""
    for mark in ("; ", ": "):
        seen, found, step = line.rpartition(mark)
        if found:
            return seen, step
    return line, "correct it in the environment or in .env"


def files(settings: CliSettings) -> list[Finding]:
    """Those that the settings lie in or name: there, readable by us, and by nobody else where they are secret."""
    found = [*_secret_files(settings)]
    faults = [finding for path in found if (finding := _fault(path)) is not None]
    if faults:
        return faults
    return [FILES.ok(f"{len(found)} files, read by their owner or group alone" if found else "none is used")]


def _secret_files(settings: CliSettings) -> Iterator[Path]:
    yield from (path for path in (Path(ENV_FILE), stack_env_file()) if path.exists())
    if settings.secrets_dir is not None and settings.secrets_dir.is_dir():
        yield from (each for each in sorted(settings.secrets_dir.iterdir()) if each.name.upper().startswith(PREFIX))
    if settings.kafka_key_file is not None:
        yield settings.kafka_key_file


def _fault(path: Path) -> Finding | None:
    try:
        with path.open("rb"):
            mode = path.stat().st_mode
    except OSError as error:
        return FILES.problem(f"{path} cannot be read ({error.strerror})", "correct its path, owner or mode")
    if mode & stat.S_IROTH:
        return FILES.warning(f"{path} can be read by everybody on this machine", f"{NO_ONE_ELSE} {path}")
    return None
