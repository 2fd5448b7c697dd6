"""Tables by language: a further one is a line."""
