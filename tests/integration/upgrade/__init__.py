"""A database as release 0.1.0 left it, what its REST said of it, and mail that arrives after the upgrade."""
