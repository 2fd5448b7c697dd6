"""Metrics with a series an account: each says what is left of it where there are too many accounts for that."""
