"""Links that log in to the screen once."""
