"""Who wrote a message: a person, a list that rewrote its From, or a program."""
