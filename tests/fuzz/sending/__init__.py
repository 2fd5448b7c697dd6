"""Sending: what becomes of a send on a misbehaving SMTP server."""
