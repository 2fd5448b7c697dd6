"""Sends: what was asked for, what became of it, and what the servers said."""
