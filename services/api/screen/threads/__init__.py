"""Threads: mail as people read it, and why it lies where it lies."""
