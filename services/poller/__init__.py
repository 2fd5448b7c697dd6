"""Polls mailboxes: every copy of a message at its place becomes one record, once it is there for good.

Consumes: poll.requested, mailbox.requested, connectivity.requested, import.requested. Produces: raw.fetched and
raw.fetched.bulk (key: copy_id).
Promise: the cost is O(new mail), not O(mailbox); the cursor moves only after Kafka acknowledged; nothing on the server
is deleted, moved or marked unless a command asks for it.
"""
