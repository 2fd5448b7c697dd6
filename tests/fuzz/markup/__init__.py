"""HTML that attacks, damaged, through the one cleaner."""
