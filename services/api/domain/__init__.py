"""What REST decides: pure, no I/O."""
