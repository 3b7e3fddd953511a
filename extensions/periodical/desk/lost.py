"""What `check` knows of addresses that a release published: which issues and stories are lost."""

import runpy
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..markup.markdown import anchors_of
from ..model.archive import PAGE_SUFFIX, page_name_complaint
from ..model.history import History
from ..model.page import Page
from ..model.problem import Problem
from ..releases.addresses import Addresses, lost
from ..releases.store import Store


def lost_addresses(root: Path, pages: Mapping[str, Page]) -> Iterator[Problem]:
    """Yield what the build would say of issues and stories that have no address any more.

    `pages` are those that are on the site.
    Of other pages only the build knows, for it makes them.
    """
    published = [(tag, _of_issues(addresses)) for tag, addresses in Store(root).published()]
    if not published:
        return
    history = History(root)
    # What is as the last release has it was looked at when that was made.
    changed = set(history.changed_since(history.releases[-1])) if history.releases else set(pages)
    redirects = dict(runpy.run_path(str(root / "conf.py")).get("periodical_redirects", {}))
    anchors: dict[str, tuple[str, ...]] = dict.fromkeys(redirects.values(), ())
    answering = set(redirects.values())
    for file, page in pages.items():
        address = _address(file)
        head = page.head if file in changed or b"redirect_from" in page.raw else None
        redirects |= dict.fromkeys(head.moved_pages if head else (), address)
        if file not in changed or head is None or head.is_withdrawn:
            answering.add(address)
        asked = head if address not in answering else None
        anchors[address] = (*asked.moved_anchors, *anchors_of(page)) if asked else ()
    now = Addresses(pages=anchors, redirects=redirects, withdrawn=tuple(sorted(answering)))
    yield from lost(published, now)


def _address(file: str) -> str:
    return file.removesuffix(PAGE_SUFFIX) + ".html"


def _of_issues(addresses: Addresses) -> Addresses:
    def is_issue(page: str) -> bool:
        return page_name_complaint(page.removesuffix(".html") + PAGE_SUFFIX) is None

    return Addresses(
        pages={page: anchors for page, anchors in addresses.pages.items() if is_issue(page)},
        redirects={old: new for old, new in addresses.redirects.items() if is_issue(old)},
    )
