"""Receiving: what becomes of the messages that a misbehaving IMAP or POP3 server has."""
