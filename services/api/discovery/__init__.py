"""The servers of an address: presets of well-known providers, and what is found out about all others."""
