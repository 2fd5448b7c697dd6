"""`make fuzz`: servers whose correct answers are mutated, and mails that are damaged, by a seed.

strikes   mutations by name and level, when they strike, and the smallest script that still shows a fault
virtual   an event loop in which time is counted, not waited for, with connections in memory
receiving IMAP and POP3 servers on a model mailbox, and the real account loop, source and poll against them
sending   an SMTP server, and the real worker, deliverer and session against it
mails     damaged messages, and the parser's real handler
"""
