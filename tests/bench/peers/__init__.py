"""Other programs that do a part of the same work, each on the same mail, server and machine."""
