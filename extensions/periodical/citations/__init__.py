"""Floor 3: how an issue, or a story of it, is cited, in words and in the formats of other programs.

Pure functions from records: `citation` says what there is to cite, and each of the others prints
it. The page and the PDF say the same, because both ask here.
"""
