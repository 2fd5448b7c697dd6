"""One life for every service: start, work, drain, exit."""
