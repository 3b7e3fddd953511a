"""What a published site promises: its pages, and the anchors of its stories.

Every build notes its own addresses. Those of each release are kept in its manifest; a later site in
which one of them leads nowhere is not published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from ..model.publication import ISSUES_FOLDER, Model

ADDRESSES = "addresses.json"
"""The file in which a build notes its addresses; in what is published they are in the manifest."""


FOLDER = "v"
"""Where the releases are, below the current site: ``v/v2024.1/…``."""


def edition_of(tag: str, page: str) -> str:
    """Return the address of a page in a release."""
    return f"{FOLDER}/{tag}/{page}"


class Addresses(Model):
    """The addresses of a site.

    Parameters
    ----------
    pages
        The anchors of its stories, by page; pages without stories have none.
    redirects
        Where old addresses lead, by page.
    withdrawn
        The pages whose text was withdrawn: they answer for all their anchors.
    """

    pages: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    redirects: dict[str, str] = Field(default_factory=dict)
    withdrawn: tuple[str, ...] = ()

    def resolve(self, page: str) -> str | None:
        """Return the page to which an address leads, or `None` where it leads nowhere."""
        seen = set()
        while page in self.redirects and page not in seen:
            seen.add(page)
            page = self.redirects[page]
        return page if page in self.pages else None


@dataclass(frozen=True)
class Lost:
    """An address that was published and leads nowhere.

    Parameters
    ----------
    page, anchor
        The address; no anchor where the page itself is lost.
    tag
        The release that published it.
    now
        The page on which the anchor is missing.
    """

    page: str
    anchor: str
    tag: str
    now: str = ""

    def __str__(self) -> str:
        address = f"{self.page}#{self.anchor}" if self.anchor else self.page
        complaint = f"{address} was published in {self.tag} and now leads nowhere."
        if self.anchor:
            source = self.now.removesuffix(".html") + ".md"
            return (
                f"{complaint} If the story has another headline now, write in {source}: "
                f"redirect_from: ['{address} -> the-new-anchor']. If its text was taken out, leave "
                "“ -> …” away: the old address then leads to the head of the page, where a revision"
                " should give the reason."
            )
        if self.page.startswith(f"{ISSUES_FOLDER}/"):
            return (
                f"{complaint} If the page has a new name, write in the front matter of the new one:"
                f" redirect_from: [{address}]. If its text was withdrawn, put the page back with "
                "“status: withdrawn” and a revision of the kind withdrawal that gives the reason."
            )
        return (
            f"{complaint} Say in conf.py where its readers go: "
            f"periodical_redirects = {{'{address}': 'about.html'}}. If its text was withdrawn, put "
            "the page back and let it give the reason."
        )


def lost(published: Iterable[tuple[str, Addresses]], now: Addresses) -> list[Lost]:
    """Return the published addresses that lead nowhere in a site, each once.

    Parameters
    ----------
    published
        Tags and addresses of the releases; an address is told of the first that has it.
    now
        The addresses of the site.
    """
    found: dict[tuple[str, str], Lost] = {}
    for tag, addresses in published:
        for each in _lost_since(tag, addresses, now):
            found.setdefault((each.page, each.anchor), each)
    return [found[key] for key in sorted(found)]


def _lost_since(tag: str, before: Addresses, now: Addresses) -> Iterator[Lost]:
    for page in (*before.pages, *before.redirects):
        target = now.resolve(page)
        if target is None:
            yield Lost(page, "", tag)
        elif target not in now.withdrawn:
            kept = now.pages[target]
            for anchor in before.pages.get(page, ()):
                if anchor not in kept:
                    yield Lost(page, anchor, tag, target)


def read_addresses(site: Path) -> Addresses:
    """Return what a build noted; nothing where it was built by a tool that notes none."""
    path = site / ADDRESSES
    return Addresses.model_validate_json(path.read_bytes()) if path.is_file() else Addresses()
