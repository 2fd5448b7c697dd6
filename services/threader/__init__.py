"""Weaves messages into threads and links them to customers.

consumes  `parsed` (MessageParsed)
produces  `threaded` (MessageThreaded)
key       account_id
promise   the same set of messages gives the same threads, in whatever order and however often they arrive
"""
