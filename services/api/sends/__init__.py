"""Send requests, and what became of them."""
