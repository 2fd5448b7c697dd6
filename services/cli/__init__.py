"""The command `mailweave`. Consumes and produces nothing; owns no table.

Works without REST only for `up demo migrate topics replay dlq parse`.
"""
