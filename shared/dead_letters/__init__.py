"""Dead letters: what was set aside is listed, put back as it was, or discarded with a reason. REST and CLI use it.

All that is known about a letter lies in Kafka beside it: what was put back in the offsets of a group, what was
discarded as notes in the topic of the letters itself. So nothing is ever taken out, and the audit finds every letter.
"""
