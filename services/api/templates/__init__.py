"""Templates: the texts that rules answer with."""
