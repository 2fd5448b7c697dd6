"""Rules: what is done with mail that arrives."""
