"""Floor 4, beneath the outputs: a document of each issue and of each year, such as a PDF.

What decides one, when it is due, and why it cannot be made; what it is made of is its room's.
"""
