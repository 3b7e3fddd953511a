"""What old editions have in common: `tables.toml`, ready to be looked for."""

import re
import tomllib
from pathlib import Path
from typing import Any

_READ: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("tables.toml").read_text("utf-8")
)
TAGS = _READ["tags"]
"""What elements of HTML mean, by kind."""
DROPPED: dict[str, str] = _READ["dropped"]
"""What is no text to its readers: selectors of CSS, by the reason."""
METADATA: dict[str, list[str]] = _READ["metadata"]
"""What metadata are called that have a place in a page, by that."""
LABELS = {name: re.compile(words, re.IGNORECASE) for name, words in _READ["labels"].items()}
"""How lines begin that say what they are, by name."""
_FURNITURE = {why: re.compile("|".join(each), re.I) for why, each in _READ["furniture"].items()}


def furniture(text: str) -> str:
    """Return why a text has no place in an issue, by what it says; empty if it may have one."""
    return next((why for why, words in _FURNITURE.items() if words.fullmatch(text)), "")
