"""Commands for the installation: up, migrate, topics, audit."""
