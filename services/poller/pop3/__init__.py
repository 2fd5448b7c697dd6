"""Mail by POP3: the MailSource for it."""
