"""Floor 3: how an issue, or a story of it, is cited, in words and in the formats of other programs.

Pure functions from records: `citation` says what there is to cite, in words too, and `formats`
prints it for other programs. The page and the PDF say the same, because both ask here.
"""
