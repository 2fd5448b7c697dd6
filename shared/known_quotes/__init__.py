"""What of a message stands in earlier messages of its thread. Pure: the api reads by it, and others may."""
