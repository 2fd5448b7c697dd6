"""What is told of a message beside its text, put together."""
