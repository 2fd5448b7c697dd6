"""Customers: who writes, by whichever of their addresses."""
