"""Why a message did not arrive: from status codes and servers' words to one word."""
