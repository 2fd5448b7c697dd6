"""The sender: consumes `outbound` and `connectivity.requested`, produces `delivery` and `raw.fetched`.

Keys: account_id for `delivery`, copy_id for `raw.fetched`.
Promise: one effect per send id; only a real SMTP reply makes a failure permanent; in doubt is a state of its own.
"""
