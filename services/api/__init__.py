"""REST under /api/email/: consumes nothing; produces outbound, poll.requested, connectivity.requested by account_id.

Promise: the only way to write configuration; a 202 means that Kafka has acknowledged the request. No business rule of
its own: it checks what is asked for, stores or publishes it, and shows what the other services publish as read_ views.
"""
