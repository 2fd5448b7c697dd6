"""The sender's settings."""

from pydantic import Field

from shared.secret_references.settings import ResolvingSettings
from shared.settings import Settings


class SenderSettings(ResolvingSettings, Settings):
    """How mail is sent, retried and kept from looping."""

    shutdown_grace_s: float = Field(
        65,
        gt=0,
        description="how long a stopping process may take to finish its work; the sender's exceeds its DATA time",
    )
    max_retry_attempts: int = Field(3, ge=0, description="how often a transient failure is tried again")
    retry_base_s: float = Field(60, gt=0, description="seconds before the first retry; each further one waits 8 times")
    send_give_up_s: float = Field(
        432_000,
        gt=0,
        description="seconds after its request when a send ends that waits for a server or lost all connections",
    )
    sender_poll_s: float = Field(0.5, gt=0, description="seconds between looks for sends that others wrote")
    smtp_client_name: str = Field(
        "",
        description="full domain name said in EHLO; default: this machine's, or the address that a session comes from",
    )
    smtp_connections_per_account: int = Field(2, ge=1, description="SMTP connections one account may have")
    smtp_timeout_s: float = Field(30, gt=0, description="seconds to wait for a connection and for each SMTP reply")
    smtp_data_timeout_s: float = Field(
        60, gt=0, description="seconds a message may take from DATA to the last reply; a take-over waits that long"
    )
    smtp_idle_s: float = Field(30, gt=0, description="seconds an unused SMTP connection and its lease are kept")
    auto_reply_per_recipient_hour: int = Field(10, ge=0, description="automatic replies to one address in an hour")
    auto_reply_per_thread: int = Field(5, ge=0, description="automatic replies in one thread, ever")
