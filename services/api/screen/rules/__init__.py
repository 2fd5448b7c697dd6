"""Rules, and the templates that they answer with."""
