"""What the sender decides: pure, without clock, network or database."""
