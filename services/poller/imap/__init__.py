"""Mail by IMAP: the MailSource for it."""
