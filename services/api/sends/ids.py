"""The ids that REST gives."""

from uuid import uuid5

from shared.ids import AccountKey, SendId


def idempotent_send_id(account: AccountKey, idempotency_key: str) -> SendId:
    """The same Idempotency-Key of the same account is the same send."""
    return SendId(uuid5(account, f"idempotency-key\x1f{idempotency_key}"))
