"""Messages of an account and of a thread."""
