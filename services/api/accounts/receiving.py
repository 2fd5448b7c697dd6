"""How the receiving of accounts stands, as SQL reads it: the columns, and the poller's view that they come from."""

RECEIVING_STATE = """
CASE WHEN account.status = 'inactive' THEN 'paused' WHEN account.incoming_server = '' THEN NULL
     ELSE coalesce(receiving.state, 'unknown') END
"""
RECEIVING = f"""
{RECEIVING_STATE} AS receiving_state, receiving.kind AS receiving_kind, receiving.since AS receiving_since,
coalesce(receiving.reason, '') AS receiving_reason, receiving.next_try_at AS receiving_next_try_at,
receiving.proof_at AS receiving_proof_at
"""
# What was written of an account before it was paused does not hold any more.
JOIN_RECEIVING = """
LEFT JOIN read_receiving_state AS receiving
ON receiving.account_id = account.id AND (account.status <> 'inactive' OR receiving.state = 'paused')
"""
CANARY = """
canary.seen_at AS canary_seen_at, canary.seen_folder AS canary_seen_folder,
canary.round_trip_s AS canary_round_trip_s, coalesce(canary.said, '') AS canary_said
"""
JOIN_CANARY = "LEFT JOIN read_canary AS canary ON canary.account_id = account.id AND account.canary_every_s > 0"
