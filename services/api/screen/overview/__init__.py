"""Is all well? One look at stages, accounts, sends and what was set aside."""
