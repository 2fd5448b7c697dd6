"""Secrets in files of one folder, as Docker, Kubernetes and Vault's agent mount them."""

import errno
import os
import stat
from pathlib import Path

from shared.secret_references.allowed import is_own
from shared.secret_references.errors import AUTH, UnresolvedError

MOST_BYTES = 64 * 1024
_OPEN = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC


def read_file(folder: Path, path: str, *, named: str, correct: str) -> bytes:
    """What the file holds. Raises UnresolvedError, also when it turns out to lie elsewhere than in the folder.

    Kubernetes mounts links to a folder beside them: those are followed, as long as they stay inside.
    """
    try:
        inside = folder.resolve(strict=True)
        target = (inside / path).resolve(strict=True)
        if not target.is_relative_to(inside) or is_own(target.name):
            raise UnresolvedError(AUTH, f"{named} leads out of EMAIL_SECRET_FILES_DIR", f"correct {correct}")
        return _bytes_of(target, named, correct)
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, before Python 3.13
        raise UnresolvedError(
            AUTH, f"{named} cannot be read ({_reason(error)})", f"put it there, or correct {correct}"
        ) from None


def _bytes_of(target: Path, named: str, correct: str) -> bytes:
    with os.fdopen(os.open(target, _OPEN), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise UnresolvedError(AUTH, f"{named} is no file", f"correct {correct}")
        found = file.read(MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        raise UnresolvedError(AUTH, f"{named} holds more than {MOST_BYTES} bytes", f"correct {correct}")
    return found


def _reason(error: OSError | RuntimeError) -> str:
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    return os.strerror(errno.ELOOP)
