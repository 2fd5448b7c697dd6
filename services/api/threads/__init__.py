"""Threads: messages that belong together."""
