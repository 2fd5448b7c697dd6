"""`python -m tests.bench.pages`: every page of the screen on a filled database, in milliseconds and KB."""
