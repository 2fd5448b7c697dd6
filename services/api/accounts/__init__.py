"""Configured email accounts."""
