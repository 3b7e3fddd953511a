"""Limits that no honest page meets, and within which nothing costs more than its size.

Each is a message; `check` and every parse look at them before what is beyond has cost anything.
"""

PAGE_BYTES = 500_000
"""How long a page may be: some fifty times an issue."""

DATA_BYTES = 5_000_000
"""How long a file of the registry may be: some thirty thousand entries."""

PAGE_WORDS = 60_000
PARAGRAPH_WORDS = 20_000

PAGE_SIGNS = 12_000
"""How many lines, and signs that may be markup, a page may have: some forty times an issue.

Each becomes a block or a piece of one, for which a builder does ten times what it does for a word.
"""

PARAGRAPH_SIGNS = 1_000
"""How many signs may open markup in a paragraph: for each, a parser looks at what follows."""

LONG_WORDS = 400
"""How many addresses and words of more than 30 letters a text may have, which paper has to cut.

Typst ends over the 513th piece of a text that a rule of a template sets (0.15).
"""

WORD_LETTERS = 8_000
"""How long a word, a line of code or an address may be; Typst takes no longer address, and breaks
off over a word of 65,536 bytes (0.15)."""

CELL_WORDS = 400
"""How many words a cell of a table may have: in narrow columns, paper has to cut each."""

OPTION_SIGNS = 1_000
HEADINGS = 500
COLUMNS = 64
ROWS = 2_000
PICTURES = 200
NOTES = 300

MARKS = 8
"""How many marks a letter may carry: the scripts of the region have three, and Vietnamese two."""

READING_SECONDS = 60
PRINTING_SECONDS = 120
"""How many seconds the reading of a page, and its PDF, may take: the last resort."""

PROBLEMS = 100
"""How many problems of a file are told; the others are counted."""
