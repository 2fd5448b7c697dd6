"""Templates: what rules answer with."""
