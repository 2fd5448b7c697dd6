"""What a message holds, as bytes: its attachments, and the whole of it as it was fetched."""
