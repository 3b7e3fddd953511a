"""Writes a comment of what `periodical diff` left: a stranger's words, quoted so that they do nothing."""

import re
import shutil
import sys
from pathlib import Path

LONGEST = 50_000
"""GitHub takes 65,536 characters."""
MOST_PICTURES, MOST_BYTES = 20, 5_000_000


def pictures_in(folder: Path) -> list[Path]:
    """Return the pictures of changed pages: by name, size and beginning nothing but PNG files."""
    named = (each for each in sorted(folder.glob("*.png")) if re.fullmatch(r"[\w-]{1,150}\.png", each.name, re.ASCII))
    small = (each for each in named if not each.is_symlink() and each.stat().st_size < MOST_BYTES)
    return [each for each in small if each.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")][:MOST_PICTURES]


def comment(folder: Path, page: str, shown: str) -> str:
    """Return the comment, with the pictures that are at an address."""
    with (folder / "difference.txt").open("rb") as file:
        text = file.read(4 * LONGEST).decode("utf-8", "replace")
    # Signs that turn or hide words, and controls.
    text = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "\ufffd", text)
    cut = "" if len(text) <= LONGEST else "\n… and more, in the artifact"
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 3)
    images = "".join(f"![{each.stem}]({shown}/{each.name})\n\n" for each in pictures_in(folder))
    pictures = f"<details><summary>The changed pages, at 390 and 1280 pixels</summary>\n\n{images}</details>\n\n"
    return f"""**What a reader would see of this change**

{fence}text
{text[:LONGEST]}{cut}
{fence}

{pictures if images else ""}The whole site is an artifact of [the check]({page}). The same on your machine: `periodical diff`.
"""


if __name__ == "__main__":
    found = Path(sys.argv[1])
    print(comment(found, sys.argv[2], sys.argv[3]), end="")
    Path("pictures").mkdir()
    for picture in pictures_in(found):
        shutil.copy(picture, "pictures")
