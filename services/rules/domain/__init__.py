"""Decisions about what a message causes: values in, values out."""
