"""What a published site promises: its pages, and the anchors of its stories.

A build notes what it has, a manifest keeps it, and neither a build nor a publication passes in
which something is lost. `check` foresees it of issues and stories.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from ..markup.pages import anchors_of
from ..model.git import History
from ..model.messages import Complaint, Problem
from ..model.page import PAGE_SUFFIX, Page, is_issue, page_name_complaint
from ..model.publication import read_publication
from ..model.text import as_json
from ..model.values import Model

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from ..ledger.outputs import Output
    from ..site.builder import SiteBuilder
    from .manifest import Manifest

ADDRESSES = "addresses.json"
"""The file in which a build notes its addresses; in what is published they are in the manifest."""

FOLDER = "v"
"""Where the releases are, below the current site: ``v/v2024.1/…``."""


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


def lost(releases: Iterable["Manifest"], now: Addresses) -> list[Problem]:
    """Return what is to be said of published addresses that lead nowhere now, each once.

    An address is told of the first of the releases that has it, at the page where it can be mended.
    """
    found: dict[tuple[str, str], Problem] = {}
    for release in releases:
        before = release.addresses
        for page in (*before.pages, *before.redirects):
            target = now.resolve(page)
            if target in now.withdrawn:
                continue
            source = (target or page).removesuffix(".html") + PAGE_SUFFIX
            gone = {""} if target is None else {*before.pages.get(page, ())} - {*now.pages[target]}
            for anchor in gone:
                address = f"{page}#{anchor}".removesuffix("#")
                case = "story" if anchor else "issue" if is_issue(page) else ""
                said = {"case": case, "address": address, "tag": release.tag, "source": source}
                found.setdefault((page, anchor), Complaint("address-lost", **said).at(source))
    return [found[key] for key in sorted(found)]


def read_addresses(site: Path) -> Addresses:
    """Return what a build noted; nothing where it was built by a tool that notes none."""
    path = site / ADDRESSES
    return Addresses.model_validate_json(path.read_bytes()) if path.is_file() else Addresses()


def lost_addresses(
    history: History, releases: Sequence["Manifest"], pages: Mapping[str, Page]
) -> Iterator[Problem]:
    """Yield what the build would say of issues and stories that have no address any more.

    `pages` are those that are on the site. Of other pages only the build knows, for it makes them.
    """
    if not releases:
        return
    # What is as the last release has it was looked at when that was made.
    changed = pages.keys() if history.changed_pages is None else history.changed_pages
    redirects = dict(read_publication(history.root).redirects)
    answering = set(redirects.values())
    anchors: dict[str, tuple[str, ...]] = dict.fromkeys(answering, ())
    for file, page in pages.items():
        address = f"{page.docname}.html"
        head = page.head if file in changed or b"redirect_from" in page.raw else None
        redirects |= dict.fromkeys(head.moved_pages if head else (), address)
        anchors[address] = ()
        if file in changed and head and not head.is_withdrawn:
            anchors[address] = (*head.moved_anchors, *anchors_of(page))
        else:
            answering.add(address)
    now = Addresses(pages=anchors, redirects=redirects, withdrawn=tuple(sorted(answering)))
    yield from (each for each in lost(releases, now) if page_name_complaint(each.file) is None)


def note_of_a_build(app: "Sphinx", builder: "SiteBuilder") -> Iterator["Output"]:
    """Yield the note of the addresses of a site: its pages, and where its old names lead."""
    from ..ledger.outputs import Output
    from ..model.files import fingerprint

    def made() -> bytes:
        pages, issues = builder.addresses(), builder.domain.concordance.issues
        own = (f"{name}.html" for name, leads_to in pages.items() if not leads_to)
        anchors: dict[str, tuple[str, ...]] = dict.fromkeys(own, ())
        for issue in issues:
            stories = {story.anchor for story in issue.stories} | set(issue.head.moved_anchors)
            anchors[f"{issue.docname}.html"] = tuple(sorted(stories))
        addresses = Addresses(
            pages=anchors,
            redirects={f"{name}.html": f"{to}.html" for name, to in pages.items() if to},
            withdrawn=tuple(f"{issue.docname}.html" for issue in issues if issue.head.is_withdrawn),
        )
        return as_json(addresses.model_dump(mode="json"), sort_keys=True)

    yield Output(ADDRESSES, fingerprint(builder.inputs), made)
