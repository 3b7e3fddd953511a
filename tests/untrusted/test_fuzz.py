"""Of any page, `check`, the site and the PDFs say the same; what failed once is tried for good."""

from __future__ import annotations

import random
from pathlib import Path

from .fuzz import SNIPPETS, judge, mutated_page, page_with

SEEDS = sorted(Path(__file__).with_name("seeds").glob("*.md"))


def test_all_say_the_same_of_any_page(tmp_path: Path) -> None:
    """In one build: a page for each seed and snippet, and honest pages with a slip or two."""
    pages = [seed.read_bytes().decode() for seed in SEEDS]
    pages += map(page_with, SNIPPETS)
    pages += [mutated_page(random.Random(number)) for number in range(60)]
    assert SEEDS
    assert not [str(each) for each in judge(pages, tmp_path)]
