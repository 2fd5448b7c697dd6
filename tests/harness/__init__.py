"""What the tests stand on: the running stack, fresh databases, waiting by condition."""
