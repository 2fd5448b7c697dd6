"""Records that were set aside: why, and what they hold."""
