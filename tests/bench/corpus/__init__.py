"""A seeded corpus of mail with the shape of a support mailbox; the same seed gives the same bytes."""
