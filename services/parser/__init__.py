"""The parser: consumes `raw.fetched` and `raw.fetched.bulk`, and produces `parsed` (key: account_id).

One event for each copy of a message. It owns the message, copy, attachment and search rows and writes blobs. It is
total: any bytes give an event, with the defects listed. The event is a pure function of the record, so a repeat is
byte-equal.
"""
