"""``periodical share``: texts for posts about an issue, each as long as the place for it allows."""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .build import BUILD_FOLDER
from .mailing import issue_of


@dataclass(frozen=True)
class Network:
    """Where a text is posted.

    Args:
        most: How long it may be.
        link: As how long an address counts; `None` for its own length.
        length: How a text is measured.
    """

    name: str
    most: int
    link: int | None = None
    length: Callable[[str], int] = len


def graphemes(text: str) -> int:
    """Return how many signs a text has for its readers (Unicode, UAX 29), as Bluesky counts."""
    joined = re.sub("\u200d.|[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]", "", text)
    joined = re.sub("[\U0001f1e6-\U0001f1ff]{2}", "x", joined)
    return sum(not unicodedata.combining(sign) for sign in joined)


def weight(text: str) -> int:
    """Return the length of a text for X: two for each sign beyond those of Europe's languages."""
    text = unicodedata.normalize("NFC", text)
    single = re.compile("[\0-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
    return sum(1 if single.match(sign) else 2 for sign in text)


NETWORKS = (
    Network("Mastodon", 500, 23),
    Network("Bluesky", 300, None, graphemes),
    Network("X", 280, 23, weight),
    Network("Telegram", 4096, None, lambda text: len(text.encode("utf-16-le")) // 2),
    Network("LinkedIn", 3000, None, lambda text: len(text.encode("utf-16-le")) // 2),
)
"""As they say themselves: docs.joinmastodon.org (posting), docs.bsky.app (posts), docs.x.com
(counting characters), core.telegram.org (sendMessage), and LinkedIn's help."""


def post(network: Network, title: str, summary: str, fact: str, address: str) -> str:
    """Return title, summary and fact as far as they fit, and the address of the issue."""
    counted = network.link if network.link is not None else network.length(address)
    left = network.most - counted - 2
    made = _cut(title, left, network)
    for words in (summary, fact):
        if words and network.length(f"{made}\n\n{words}") <= left:
            made = f"{made}\n\n{words}"
        elif words == summary and (rest := left - network.length(made) - 2) > 60:
            made = f"{made}\n\n{_cut(words, rest, network)}"
    return f"{made}\n\n{address}"


def _cut(text: str, most: int, network: Network) -> str:
    """Return a text, or as many of its words as fit, with a sign that there were more."""
    if network.length(text) <= most:
        return text
    words = text.split()
    while words and network.length(f"{' '.join(words)} …") > most:
        words.pop()
    return f"{' '.join(words)} …"


def share(root: Path, *, issue: str, jobs: str) -> int:
    """Print a text for each network."""
    found = issue_of(root, issue, jobs)
    file = root / BUILD_FOLDER / "site/data/facts.json"
    facts = [row["text"] for row in json.loads(file.read_bytes()) if row["issue"] == found["id"]]
    fact = next(filter(None, facts), "")
    for network in NETWORKS:
        text = post(network, found["title"], found["summary"], fact, found["url"])
        rule = f"── {network.name} "
        print(f"{rule:─<60}\n{text}\n")
    if found["picture"]:
        print(f"The picture: {found['picture']['url']}\n{found['picture']['alt']}")
    return 0
