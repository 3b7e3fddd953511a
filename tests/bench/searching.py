"""What the search of a large archive loads in a browser, for a first result and for a letter more.

The queries are made from what the archive has: words of every frequency, names, slips, dates, and
phrases of its most frequent words, which stand side by side in hardly any story.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ..browser import launched, served, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response

NOT_SEARCH = ("html", "newspaper.css", "woff2", "svg", "ico", "png", "webmanifest", "reader.js")
"""How addresses end that the page loads without the search."""


TYPED = ("placeholder fablebridge", "elektion in week 18", "the water of samplonia")


@dataclass(frozen=True)
class Cost:
    """What a query loads: requests, and bytes as the files are."""

    query: str
    requests: int
    size: int


def queries(site: Path) -> Iterator[str]:
    """Yield queries of all sorts, for the page of the search."""
    random, counted, pairs = Random(1), Counter[str](), Counter[tuple[str, str]]()
    for file in sorted(site.glob("search/t/*.js"))[::7]:
        data = json.loads(file.read_text("utf-8").partition(",")[2].rpartition(")")[0])
        for *_where, text in data:
            words = [word for word in text.lower().split() if word.isalpha()]
            counted.update(words)
            pairs.update(pairwise(words))
    frequent = [word for word, _ in counted.most_common(400)]
    rare = [word for word, _ in counted.most_common()[-40:]]
    asked = ["the", *frequent[:3], *random.sample(frequent, 8), *random.choices(rare, k=4)]
    for number in (2, 3, 5, 8):
        for some in (frequent[:60], frequent, rare):
            asked += [" ".join(random.choices(some, k=number)) for _ in range(3)]
            asked += [f'"{" ".join(random.choices(some, k=number))}"' for _ in range(3)]
    asked += [f'"{first} {second}"' for first, second in random.sample(sorted(pairs), 12)]
    asked += ["2102", "November 2101", "9 April 2024", "Plaeholder", "Samplona watr", "pla", "xqz"]
    asked += [f"{frequent[90][:3]}", f"{frequent[50]} {frequent[91][:4]}"]
    yield from (urlencode({"q": query}) for query in asked)
    who = "ada-placeholder"
    yield urlencode({"person": who})
    yield urlencode({"kind": "place"})
    yield urlencode(
        {"q": " ".join(frequent[20:25]), "kind": "story", "person": who, "year": "2102"}
    )
    yield urlencode({"q": '"the people of the"', "kind": "brief", "sort": "date"})


def _loads(tab: Page) -> list[int]:
    """Return a list that gets the size of each file that a page loads for its search."""
    loaded: list[int] = []

    def note(response: Response) -> None:
        if not response.url.partition("?")[0].endswith(NOT_SEARCH):
            loaded.append(len(response.body()))

    tab.on("response", note)
    return loaded


def first_results(browser: Browser, site: Path) -> Iterator[Cost]:
    """Yield what each query loads until its first results stand there."""
    with served(site) as base:
        for query in queries(site):
            context = browser.new_context()
            tab = context.new_page()
            loaded = _loads(tab)
            tab.goto(f"{base}search.html?{query}", wait_until="networkidle")
            until(tab, "document.getElementById('search_said')?.textContent")
            said = tab.locator("#search_said").inner_text()
            yield Cost(f"{query}: {said}", len(loaded), sum(loaded))
            context.close()


def further_letters(browser: Browser, site: Path) -> Iterator[Cost]:
    """Yield what each letter loads that is typed into the dialog after the first."""
    with served(site) as base:
        for words in TYPED:
            context = browser.new_context()
            tab = context.new_page()
            loaded = _loads(tab)
            tab.goto(f"{base}index.html", wait_until="networkidle")
            tab.keyboard.press("/")
            tab.get_by_role("searchbox").wait_for()
            for number, letter in enumerate(words):
                tab.wait_for_load_state("networkidle")
                loaded.clear()
                tab.keyboard.type(letter)
                tab.wait_for_timeout(300)
                tab.wait_for_load_state("networkidle")
                if number:
                    yield Cost(words[: number + 1], len(loaded), sum(loaded))
            context.close()


if __name__ == "__main__":
    with launched() as started:
        for costs in (first_results, further_letters):
            for cost in sorted(costs(started, Path(sys.argv[1])), key=lambda each: each.size):
                print(f"{cost.requests:3} {cost.size:7,}  {cost.query}")
