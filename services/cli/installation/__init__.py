"""Commands for the installation: up, migrate, topics."""
