"""The command `mailweave`. Consumes and produces nothing; owns no table.

Works without REST only for `up demo migrate topics doctor replay audit dlq parse`. What app.py imports declares
commands and their options; a command imports what does its work when it runs, so that `--help` is quick.
"""
