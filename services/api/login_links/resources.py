"""A link that logs in once."""

from datetime import datetime

from pydantic import Field

from services.api.fields import Resource


class LoginLink(Resource):
    """Whoever opens it first is logged in as the caller who asked for it."""

    url: str = Field(description="path and query, on the host that REST is reached at")
    expires_at: datetime
