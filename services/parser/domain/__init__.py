"""What bytes mean: pure functions, one RFC concept a file; bad input gives a defect, never an error.

`message.py` puts the parts together, `event.py` makes the event.
"""
