"""Whole messages, each with the values that stood before it was parsed."""
