"""Commands about mail: send, poll, test a login, monitor, parse."""
