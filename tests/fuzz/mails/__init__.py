"""Parsing: what becomes of damaged messages."""
