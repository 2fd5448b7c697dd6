"""What the other services are asked to do for an account: poll it, test its connections."""
