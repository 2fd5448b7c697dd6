"""The one language of rules: conditions, actions, templates, how they are stored, and what is refused of them.

REST refuses with it at save time, the rules service runs it: what the one accepts is what the other runs.
"""
