"""The SQL of REST: its own tables, and the read_ views of the other services."""
