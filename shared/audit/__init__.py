"""Conservation accounting (DESIGN §2): whatever was seen is stored, set aside with a reason, or on its way.

    what there was, and who says so              what it must equal, and who says so
    UIDs seen (poller: what was listed)          copies (parser) + fetch gaps (poller) + set aside (Kafka)
    UIDs that the cursor is past (the cursor)    UIDs that polls have walked over (poller)
    UIDs that the server has (its own list)      UIDs seen (poller), or a reason not to read them
    the mails of the copies (parser)             messages (parser) + `erased`
    messages (parser)                            threaded (threader) + set aside (Kafka)
    messages (parser)                            ruled (rules) + set aside (Kafka)
    sent (sender)                                copies of what was sent (parser) + set aside (Kafka)
    requests (rules' decisions, the topic)       sends in the ledger (sender) + set aside (Kafka)
    the state of each send (sender)              what its recipients and attempts say (sender)

Two witnesses are compared as sets of ids, so that a repeat counts once and whatever is missing has a name. Everything
in the database is read in one snapshot. What is missing there may be on its way: it is lost only if it is still missing
in a second snapshot, taken after everything that Kafka held in between has gone through the stage that owes it.

The server's own list is taken by the poller (services/poller/polling/witness.py), at least daily and on a connection of
its own; what it has and nothing accounts for is a gap `unaccounted` there, and missing here until it is read.
"""
