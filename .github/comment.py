"""Writes a comment of what `periodical diff` left: a stranger's words, quoted so that they do nothing."""

import re
import sys
from pathlib import Path

LONGEST = 50_000
"""GitHub takes 65,536 characters."""


def comment(folder: Path, page: str) -> str:
    """Return the comment; pictures are where the artifact is, for nobody has looked at them yet."""
    with (folder / "difference.txt").open("rb") as file:
        text = file.read(4 * LONGEST).decode("utf-8", "replace")
    # Signs that turn or hide words, and controls.
    text = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "\ufffd", text)
    cut = "" if len(text) <= LONGEST else "\n… and more, in the artifact"
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 3)
    pictures = [each.name for each in sorted(folder.glob("*.png")) if re.fullmatch(r"[\w-]{1,150}\.png", each.name)]
    shown = f"{len(pictures)} pictures of the changed pages, at 390 and 1280 pixels, and the whole site"
    return f"""**What a reader would see of this change**

{fence}text
{text[:LONGEST]}{cut}
{fence}

{shown if pictures else "The whole site"}: artifacts of [the check]({page}). The same on your machine: `periodical diff`.
"""


if __name__ == "__main__":
    print(comment(Path(sys.argv[1]), sys.argv[2]), end="")
