"""How to reach whoever wrote a message, each fact with the line that says it.

words/  legal forms, job titles, labels and countries, by language, as tables
"""
