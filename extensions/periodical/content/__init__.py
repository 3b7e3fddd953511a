"""The text of an issue as plain HTML, for what carries it elsewhere: feeds, mail, books.

`translator` makes it of the resolved doctree; `text` is what it consists of, and keeps it.
"""
