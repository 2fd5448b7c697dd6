"""Servers that err on purpose."""
