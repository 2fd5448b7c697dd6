"""How Mailweave is run."""
