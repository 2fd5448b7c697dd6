"""What servers on a message's way say of its origin (RFC 8601, RFC 7208 §9.1), and which of it may be believed."""
