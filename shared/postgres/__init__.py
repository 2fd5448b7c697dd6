"""PostgreSQL: sessions, values for statements, leases, migrations."""
