"""Parsing in long-lived child processes: a native parser that hangs or crashes cannot be stopped from inside."""
