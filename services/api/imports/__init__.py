"""Older mail of an account that somebody asked to be brought in."""
