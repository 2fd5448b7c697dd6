"""How many accounts have a series of their own."""

MOST_ACCOUNT_LABELS = 500
