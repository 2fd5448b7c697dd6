"""A program for each competitor: `python -m tests.league.programs.NAME FILE…`, run in the rivals' own environment."""
