"""OAuth2 in place of passwords: what to ask of a token server, what its answer means, and who asks it."""
