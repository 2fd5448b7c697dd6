"""Accounts: how each does, and what can be done about it."""
