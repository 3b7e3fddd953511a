"""What a published site promises: its pages, and the anchors of its stories.

A build notes what it has (`note.py`), a manifest keeps it, and neither a build nor a publication
passes in which something is lost. `check` foresees it of issues and stories.
"""

import runpy
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import Field

from ..markup.markdown import anchors_of
from ..model.git import History
from ..model.messages import Complaint, Problem
from ..model.page import PAGE_SUFFIX, Page, page_name_complaint
from ..model.publication import ISSUES_FOLDER
from ..model.values import Model

ADDRESSES = "addresses.json"
"""The file in which a build notes its addresses; in what is published they are in the manifest."""
PROFILE = "bagit-profile.json"
"""What every bag of the publication conforms to."""

FOLDER = "v"
"""Where the releases are, below the current site: ``v/v2024.1/…``."""


def edition_of(tag: str, page: str) -> str:
    """Return the address of a page in a release."""
    return f"{FOLDER}/{tag}/{page}"


class Addresses(Model):
    """The addresses of a site.

    Args:
        pages: The anchors of its stories, by page; pages without stories have none.
        redirects: Where old addresses lead, by page.
        withdrawn: The pages whose text was withdrawn: they answer for all their anchors.
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


def lost(published: Iterable[tuple[str, Addresses]], now: Addresses) -> list[Problem]:
    """Return what is to be said of published addresses that lead nowhere now, each once.

    An address is told of the first of the tags that has it.
    """
    found: dict[tuple[str, str], Problem] = {}
    for tag, before in published:
        for page in (*before.pages, *before.redirects):
            target = now.resolve(page)
            if target is None:
                found.setdefault((page, ""), _lost(page, "", tag, page))
            elif target not in now.withdrawn:
                for anchor in set(before.pages.get(page, ())).difference(now.pages[target]):
                    found.setdefault((page, anchor), _lost(page, anchor, tag, target))
    return [found[key] for key in sorted(found)]


def _lost(page: str, anchor: str, tag: str, now: str) -> Problem:
    """Say that an address is lost, at the page where that can be mended."""
    source = now.removesuffix(".html") + PAGE_SUFFIX
    is_issue = page.startswith(f"{ISSUES_FOLDER}/")
    return Complaint(
        "address-lost",
        case="story" if anchor else "issue" if is_issue else "",
        address=f"{page}#{anchor}" if anchor else page,
        tag=tag,
        source=source,
    ).at(source)


def read_addresses(site: Path) -> Addresses:
    """Return what a build noted; nothing where it was built by a tool that notes none."""
    path = site / ADDRESSES
    return Addresses.model_validate_json(path.read_bytes()) if path.is_file() else Addresses()


def lost_addresses(
    history: History, published: Iterable[tuple[str, Addresses]], pages: Mapping[str, Page]
) -> Iterator[Problem]:
    """Yield what the build would say of issues and stories that have no address any more.

    `pages` are those that are on the site. Of other pages only the build knows, for it makes them.
    """
    promised = [(tag, _of_issues(addresses)) for tag, addresses in published]
    if not promised:
        return
    # What is as the last release has it was looked at when that was made.
    changed = pages.keys() if history.changed is None else history.changed
    redirects = dict(runpy.run_path(str(history.root / "conf.py")).get("periodical_redirects", {}))
    anchors: dict[str, tuple[str, ...]] = dict.fromkeys(redirects.values(), ())
    answering = set(redirects.values())
    for file, page in pages.items():
        address = f"{page.docname}.html"
        head = page.head if file in changed or b"redirect_from" in page.raw else None
        redirects |= dict.fromkeys(head.moved_pages if head else (), address)
        if file not in changed or head is None or head.is_withdrawn:
            answering.add(address)
        asked = head if address not in answering else None
        anchors[address] = (*asked.moved_anchors, *anchors_of(page)) if asked else ()
    now = Addresses(pages=anchors, redirects=redirects, withdrawn=tuple(sorted(answering)))
    yield from lost(promised, now)


def _of_issues(addresses: Addresses) -> Addresses:
    def is_page_of_issue(page: str) -> bool:
        return page_name_complaint(page.removesuffix(".html") + PAGE_SUFFIX) is None

    return Addresses(
        pages={page: each for page, each in addresses.pages.items() if is_page_of_issue(page)},
        redirects={old: new for old, new in addresses.redirects.items() if is_page_of_issue(old)},
    )
