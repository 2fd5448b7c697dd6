"""What of a message was newly written, what it quotes and how it is signed.

words/  what clients write around quotes and below messages, by language, as tables
"""
