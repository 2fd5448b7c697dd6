"""`mailweave doctor`: looks at everything that Mailweave needs, a file a subject, and says what to do about it."""
