"""Which places an account may name: whoever may write an account could else have any secret sent to a server. Pure."""

from dataclasses import dataclass
from pathlib import PurePath

from shared.secret_references.reference import NoReference, ReferenceKind, SecretReference, read_reference

OWN = "EMAIL_"
"""How the names of Mailweave's own settings begin: none of them is ever an account's secret."""


@dataclass(frozen=True, slots=True)
class AllowedReferences:
    """The settings about it. An empty one allows nothing of its kind."""

    env_prefix: str = ""
    files_dir: PurePath | None = None
    vault_paths: tuple[str, ...] = ()

    def read(self, text: str) -> SecretReference | NoReference:
        """The place that the text names, if an account may name it."""
        reference = read_reference(text)
        if isinstance(reference, NoReference):
            return reference
        refusal = self.refusal(reference)
        return NoReference(refusal) if refusal else reference

    def refusal(self, reference: SecretReference) -> str:
        """Why an account may not name this place; empty when it may."""
        if is_own(reference.place):
            return (
                f"names a setting of Mailweave itself ({OWN}…), which is never an account's secret: name another place"
            )
        if reference.kind is ReferenceKind.ENV:
            return self._env_refusal(reference.place)
        if reference.kind is ReferenceKind.FILE:
            return self._file_refusal(reference.place)
        return self._vault_refusal(reference.place)

    def _env_refusal(self, name: str) -> str:
        if not self.env_prefix:
            return "names an environment variable, and EMAIL_SECRET_ENV_PREFIX allows none: name a file, or set it"
        if not name.startswith(self.env_prefix):
            return (
                "is not allowed: only environment variables whose names begin with "
                f"{self.env_prefix} (EMAIL_SECRET_ENV_PREFIX) are: call the variable so"
            )
        return ""

    def _file_refusal(self, path: str) -> str:
        if self.files_dir is None:
            return "names a file, and EMAIL_SECRET_FILES_DIR names no folder for such files: set it to one"
        if path.startswith("/") and not PurePath(path).is_relative_to(self.files_dir):
            return f"is not allowed: only files in {self.files_dir} (EMAIL_SECRET_FILES_DIR) are: put the secret there"
        return ""

    def _vault_refusal(self, place: str) -> str:
        if not self.vault_paths:
            return "names an entry of Vault, and EMAIL_VAULT_PATHS allows none: set it, as in secret/mailweave"
        if not any(place == allowed or place.startswith(f"{allowed}/") for allowed in self.vault_paths):
            return (
                f"is not allowed: only entries at and below {', '.join(self.vault_paths)} (EMAIL_VAULT_PATHS) are: "
                "put the secret there"
            )
        return ""


def is_own(place: str) -> bool:
    """Whether the last name of a place is that of one of Mailweave's settings; Windows asks in any case of letters."""
    return place.rpartition("/")[2].upper().startswith(OWN)
