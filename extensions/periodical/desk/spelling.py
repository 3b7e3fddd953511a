"""Words that may be misspelt: what typos knows of English, and the registry does not.

It knows what is often mistyped, and takes nothing else for a mistake: names and words of other
languages are left alone (https://github.com/crate-ci/typos).
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..markup.advice import own_words
from ..model.messages import Complaint
from ..model.page import Page
from ..model.problem import Problem
from ..model.registry import Registry


def misspelt(pages: Iterable[Page], registry: Registry) -> Iterator[Problem]:
    """Yield hints for words of pages in English; none where the program is not to be had."""
    program = shutil.which("typos", path=str(Path(sys.executable).parent))
    lines = [
        (page, line, " ".join(text.split()))
        for page in pages
        if page.head and page.head.language.partition("-")[0] == "en"
        for line, text, _ in own_words(page)
    ]
    if program is None or not lines:
        return
    done = subprocess.run(  # noqa: S603 - one program, and the text goes in as text
        [program, "--isolated", "--format", "json", "-"],
        input="\n".join(text for *_, text in lines), capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    known = {word.casefold() for name in registry.names for word in name.split()}
    for found in map(json.loads, done.stdout.splitlines()):
        word = found.get("typo", "")
        if found.get("type") == "typo" and word.casefold() not in known:
            page, line, _ = lines[found["line_num"] - 1]
            meant = " or ".join(f"“{each}”" for each in found["corrections"][:3])
            place = page.place_of(word, line)
            yield Complaint("spelling", words=word, meant=meant).at(page.file, *place)
