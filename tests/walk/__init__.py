"""The walk of a new user: what docs/first-hour.md says, done as it stands there."""
