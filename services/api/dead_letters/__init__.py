"""Dead letters: what was set aside, why, and what is done about it."""
