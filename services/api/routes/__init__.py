"""One function per endpoint: a request in, ports by keyword, a resource out."""
