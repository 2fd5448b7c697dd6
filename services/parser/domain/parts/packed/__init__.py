"""Leaves of a MIME tree that hold parts themselves: TNEF, signed CMS, uuencoded files in a text."""
