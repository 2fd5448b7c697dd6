"""Decisions: why rules did or did not do something about a message."""
