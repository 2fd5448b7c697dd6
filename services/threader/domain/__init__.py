"""Decisions about threads and customers: values in, values out."""
