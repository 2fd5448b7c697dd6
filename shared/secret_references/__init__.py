"""Secrets that lie elsewhere: an account names the place (`env:`, `file:`, `vault:`), which is read at each login."""
