"""The MIME tree and what of it is body, attachment or file name (RFC 2045, 8621 §4.1.4)."""
