"""The settings about secrets that lie elsewhere. Who saves accounts needs the first, who logs in needs all."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, SecretStr, StringConstraints

from shared.secret_references.allowed import AllowedReferences

PREFIX_NAME, DEFAULT_PREFIX = "EMAIL_SECRET_ENV_PREFIX", "MAILWEAVE_SECRET_"
EnvPrefix = Annotated[str, StringConstraints(pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$")]
Address = Annotated[str, StringConstraints(pattern=r"^(https://[^/\s@?#]+|http://(localhost|127\.0\.0\.1)(:\d+)?)?/?$")]


class ReferenceSettings(BaseModel):
    """Which places an account may name."""

    secret_env_prefix: EnvPrefix = Field(
        DEFAULT_PREFIX,
        description="how the names of environment variables begin that accounts may name (`env:`); empty = none",
    )
    secret_files_dir: Path | None = Field(
        None,
        description="folder of the files that accounts may name (`file:`); without it none. Whatever lies in it may be "
        "sent to a mail server that an account names",
    )
    vault_paths: str = Field(
        "",
        description="what accounts may name of Vault or OpenBao (`vault:`), as mount/path with commas between; "
        "empty = nothing",
    )

    def allowed_references(self) -> AllowedReferences:
        """For the check when an account is saved and when a secret is read."""
        paths = tuple(path.strip().strip("/") for path in self.vault_paths.split(",") if path.strip().strip("/"))
        return AllowedReferences(self.secret_env_prefix, self.secret_files_dir, paths)


class ResolvingSettings(ReferenceSettings):
    """And how Vault is asked."""

    vault_address: Address = Field(
        "",
        description="Vault or OpenBao, as https://host:8200; http only on this machine; EMAIL_TLS_CA_FILE counts here",
    )
    vault_token: SecretStr = Field(SecretStr(""), description="the token that may read those entries")
    vault_token_file: Path | None = Field(
        None, description="file with that token, which is read each time: what Vault's agent keeps fresh"
    )
    vault_namespace: str = Field("", description="Vault's namespace, where there is one")
