"""Bringing history in, beside an account's live polls: by a connection and a cursor of its own."""
