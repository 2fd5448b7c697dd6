"""What goes over REST: requests and resources, with the specification's names."""
