"""Runs the rules on each message and asks for what they decide.

consumes  `threaded` (MessageThreaded)
produces  `ruled` (MessageRuled), `outbound` (SendMessage)
key       account_id
promise   deterministic for an event and a rule-set version; effects only as requests with derived ids, decided once
"""
