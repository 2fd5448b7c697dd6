"""What the poller decides, without touching anything."""
