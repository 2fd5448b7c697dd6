"""Weaves messages into threads and links them to customers.

consumes  `parsed` (MessageParsed), `thread.requested` (ThreadRequested)
produces  `threaded` (MessageThreaded), `thread.changed` (ThreadChanged)
key       account_id
promise   the same set of messages and requests gives the same threads, in whatever order and however often they arrive
"""
