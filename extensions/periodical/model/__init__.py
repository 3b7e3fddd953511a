"""Floor 1: plain typed data and its validation; nothing here knows Sphinx or docutils."""
