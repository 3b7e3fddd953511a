"""``periodical check --fix``: what is certain is mended in the files, and shown."""

import re
from pathlib import Path

from ..markup.advice import advise
from ..markup.targets import Surroundings
from ..model.page import Page

# Two spaces at the end of a line of text break it.
_TRAILING = re.compile(r"(?<=\S)(?:[ \t]?|[ \t]*\t)$|^[ \t]+$")


def fix(page: Page, surroundings: Surroundings) -> Page:
    """Mend a page where it is certain what should stand there, say so, and return it as it is.

    Line ends and all else stay as they are, byte for byte.
    """
    if page.unreadable:
        return page
    parts = re.split(r"(\r\n|\r|\n)", page.raw.decode("utf-8"))
    lines, ends = parts[::2], [*parts[1::2], ""]
    mended = [_TRAILING.sub("", line) for line in lines]
    # From the end of a line, so that the columns before it stay what they are.
    for advice in reversed(advise(page, surroundings)):
        number, start = advice.problem.line - 1, advice.problem.column - 1
        line, end = mended[number], start + len(advice.old)
        if advice.new is not None and line[start:end] == advice.old:
            mended[number] = line[:start] + advice.new + line[end:]
    if mended == lines:
        return page
    for number, (old, new) in enumerate(zip(lines, mended, strict=True), start=1):
        if old != new:
            print(f"{page.file}:{number}: mended\n  - {old}\n  + {new}")
    raw = "".join(line + end for line, end in zip(mended, ends, strict=True)).encode()
    Path(surroundings.root, page.file).write_bytes(raw)
    return Page(page.file, raw)
