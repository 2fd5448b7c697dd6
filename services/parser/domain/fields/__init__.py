"""The header, field by field: addresses, dates, ids, parameters, encoded words (RFC 5322, 2047, 2231)."""
