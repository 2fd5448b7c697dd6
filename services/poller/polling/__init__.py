"""One poll of one account: list, fetch, seal, publish, move the cursor."""
