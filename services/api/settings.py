"""What the REST service reads from the environment."""

from pydantic import Field, SecretStr

from shared.secret_references.settings import ReferenceSettings
from shared.settings import Settings


class ApiSettings(ReferenceSettings, Settings):
    """Where it listens and who may ask."""

    api_host: str = Field("127.0.0.1", description="address that REST listens on")
    api_port: int = Field(8000, ge=0, le=65535, description="port of REST; 0 = any free one, logged")
    api_token: SecretStr = Field(SecretStr(""), description="what a caller sends as `Authorization: Bearer …`")
    discovery_asks_outside: bool = Field(
        True,
        description="false: servers of an address are looked up in a table only, not in DNS or by HTTPS",
    )
    discovery_private_addresses: bool = Field(
        False, description="true: such a search may lead to hosts on loopback, private and link-local addresses"
    )
    api_max_request_bytes: int = Field(1_048_576, ge=1024, description="a larger request is refused with 413")
