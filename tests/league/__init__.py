"""Mailweave's parser beside the libraries that others use for its parts, on mails that nobody on this project wrote."""
