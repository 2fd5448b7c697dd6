"""The poller's SQL: its own tables, and the views that the api publishes for it."""
