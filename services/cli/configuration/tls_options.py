"""The options of `mailweave accounts add|change` about encryption and about the certificate that a server may show."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from services.cli.rest import CommandError, Document


class Tls(StrEnum):
    """How a connection is encrypted."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"


SAID_BY = {"incoming_tls": ("incoming_use_ssl", "incoming_port"), "smtp_tls": ("smtp_use_tls", "smtp_port")}
"""What was found of the first does not go with what somebody typed of the others."""


def given_authorities(options: Mapping[str, Any]) -> Document:
    """What the file holds; its name alone goes nowhere."""
    path = options["ca_certificates"]
    if path is None:
        return {}
    try:
        return {"ca_certificates": Path(path).read_text("utf-8") if path else ""}
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read ({type(error).__name__}): give a file of PEM certificates") from None
