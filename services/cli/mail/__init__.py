"""Commands about mail: send, poll, test a login, parse."""
