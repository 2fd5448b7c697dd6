"""Who looks at the screen: a token or a link that works once, then a session."""
