"""Beneath the desk: old editions, in the forms in which they were kept, become drafts.

A reader turns a source into a `Document`, a tree of HTML (`documents`); its text is parted into
numbered blocks (`blocks`); what each is of an edition is found (`edition`), written, and compared
with the source, block by block (`draft`). What old editions have in common is in `tables.toml`.
"""

import re
from typing import Any

from ..model.files import table_beside

_READ: dict[str, dict[str, Any]] = table_beside(__file__, "tables.toml")
TAGS = _READ["tags"]
"""What elements of HTML mean, by kind."""
WHOLE = {name: what for names, what in TAGS["whole"].items() for name in names.split()}
"""What an element does not hold that is one block: selectors of CSS, by its name."""
DROPPED: dict[str, str] = _READ["dropped"]
"""What is no text to its readers: selectors of CSS, by the reason."""
METADATA: dict[str, list[str]] = _READ["metadata"]
"""What metadata are called that have a place in a page, by that."""
LABELS = {name: re.compile(words, re.IGNORECASE) for name, words in _READ["labels"].items()}
"""How lines begin that say what they are, by name."""
DATES = [re.compile(each) for each in _READ["dates"]["forms"]]
"""How days are written: groups `day`, `month` and `year`."""
FURNITURE = {why: re.compile("|".join(each), re.I) for why, each in _READ["furniture"].items()}
"""What blocks say that have no place in an issue, by the reason."""
