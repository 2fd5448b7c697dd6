"""Mail out by SMTP: sessions with an account's server."""
