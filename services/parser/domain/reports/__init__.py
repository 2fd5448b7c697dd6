"""What a message reports about another: bounces, complaints, receipts.

forms/    reports that have a part for programs (RFC 3464, 5965, 8098)
notices/  what mail systems tell in their own words, as tables
reasons/  from what a server said to one word, as tables
"""
