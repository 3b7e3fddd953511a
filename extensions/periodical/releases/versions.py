"""Which versions have a page, as plain links: on the page itself, and on a page of their own.

The page of its versions has the same address for the current text and for every edition of it.
"""

import datetime
import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from ..documents.templates import XmlTemplates
from ..markup.languages import format_date
from ..model.publication import Publication
from ..site.addresses import A_TO_Z, ARCHIVE, CORRECTIONS
from .addresses import FOLDER, Addresses, edition_of
from .manifest import Manifest

ALL_EDITIONS = f"{FOLDER}/index.html"
MARK = "<!--versions-->"
"""Where `frame.html` has the versions stand; no page of a contributor can hold a comment."""

NEWEST_SHOWN = 5


class Edition(NamedTuple):
    """A page as a release has it: tag, date in words and commit, and the address of the page."""

    tag: str
    date: str
    commit: str
    page: str


class Versions:
    """The versions of all pages, from the manifests of releases, oldest first, and what is now."""

    def __init__(
        self,
        publication: Publication,
        templates: Iterable[Path],
        releases: Sequence[Manifest],
        now: Addresses,
    ) -> None:
        self._now, self._language = now, publication.language
        self._pages = dict.fromkeys(sorted(now.pages))
        self._of: dict[str, list[Edition]] = defaultdict(list)
        editions = []
        for release in reversed(releases):
            date = format_date(datetime.date.fromisoformat(release.date[:10]))
            make = partial(Edition, release.tag, date, release.commit)
            editions.append(make(edition_of(release.tag, "index.html")))
            for page in release.addresses.pages:
                self._pages.setdefault(page)
                # An edition under an old name is an edition of the same page.
                self._of[now.resolve(page) or page].append(make(edition_of(release.tag, page)))
        self._editions = editions
        self._templates = XmlTemplates(
            templates,
            publication.language,
            publication=publication,
            editions=editions,
            # What the masthead of all pages asks of Sphinx.
            hasdoc=lambda name: f"{name}.html" in now.pages,
            root_doc="index",
            archive_page=ARCHIVE,
            a_to_z_page=A_TO_Z,
            search_page="search" if "search.html" in now.pages else "",
            corrections_index=CORRECTIONS,
            issue_card=None,
            is_front=False,
            theme_logo=publication.theme.logo,
            pagename="",
        )

    def on_page(self, page: str, html: str) -> str:
        """Return the current version of a page with its versions in their place."""
        before, mark, after = html.rpartition(MARK)
        versions = self._versions_of(page)[:NEWEST_SHOWN]
        if not mark or not versions:
            return html
        return f"{before}{self._render('versions-nav.html', page, page, versions)}{after}"

    def made(self) -> Iterator[tuple[str, str]]:
        """Yield address and text of each page that lists versions."""
        if self._editions:
            yield ALL_EDITIONS, self._render("editions.html", ALL_EDITIONS)
            for page in self._pages:
                address = _versions_page(page)
                yield address, self._render("versions.html", address, page, self._versions_of(page))

    def _versions_of(self, page: str) -> list[Edition]:
        """Return the versions of a page, newest first, whatever it was called in them."""
        return self._of.get(self._now.resolve(page) or page, [])

    def _render(
        self, template: str, page: str, of: str = "", versions: Sequence[Edition] = ()
    ) -> str:
        """Return what a template makes for a page, of the versions of a page."""
        current = self._now.resolve(of)
        link = partial(posixpath.relpath, start=posixpath.dirname(page) or ".")
        return self._templates.text(
            template,
            language=self._language,
            page=page,
            of=of,
            versions=versions,
            all_versions=_versions_page(of),
            current=current,
            withdrawn=current in self._now.withdrawn,
            link=link,
            pathto=lambda name, is_file=False: link(name if is_file else f"{name}.html"),
        )


def _versions_page(page: str) -> str:
    """Return the address of the page that lists the versions of a page."""
    return f"{FOLDER}/pages/{page}"
