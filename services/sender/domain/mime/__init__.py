"""Composing a message: header fields, entities and encodings (RFC 5322, 2045 to 2047, 2231)."""
