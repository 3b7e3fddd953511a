"""Which versions have a page, as plain links: on the page itself, and on a page of their own.

The page of its versions has the same address for the current text and for every edition of it.
"""

import datetime
import posixpath
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import jinja2

from ..defaults import default_folder
from ..markup.dates import format_date
from ..model.publication import Publication
from ..site.addresses import A_TO_Z, ARCHIVE, CORRECTIONS
from ..words import teach
from .addresses import FOLDER, Addresses, edition_of
from .manifest import Manifest

ALL_EDITIONS = f"{FOLDER}/index.html"
MARK = "<!--versions-->"
"""Where `frame.html` has the versions stand; no page of a contributor can hold a comment."""

NEWEST_SHOWN = 5


def versions_page(page: str) -> str:
    """Return the address of the page that lists the versions of a page."""
    return f"{FOLDER}/pages/{page}"


@dataclass(frozen=True)
class Edition:
    """A page as a release has it: tag, date in words and commit, and the address of the page."""

    tag: str
    date: str
    commit: str
    page: str

    @classmethod
    def of(cls, manifest: Manifest, page: str) -> "Edition":
        """Return a page as a release has it."""
        date = format_date(datetime.date.fromisoformat((manifest.date or "")[:10]))
        tag = manifest.tag or ""
        return cls(tag, date, manifest.commit or "", edition_of(tag, page))


class Versions:
    """The versions of all pages, from the manifests of releases, oldest first, and what is now."""

    def __init__(
        self,
        publication: Publication,
        templates: Path,
        releases: Sequence[Manifest],
        now: Addresses,
    ) -> None:
        self.publication = publication
        self.now = now
        self.editions = [Edition.of(manifest, "index.html") for manifest in reversed(releases)]
        self._jinja = jinja2.Environment(
            loader=jinja2.FileSystemLoader([templates, default_folder("_templates")]),
            autoescape=True,
            # A name that is not known here would be a link to nowhere.
            undefined=jinja2.StrictUndefined,
        )
        teach(self._jinja, publication.language)
        self._of: dict[str, list[Edition]] = defaultdict(list)
        self.pages = dict.fromkeys(sorted(now.pages))
        for manifest in reversed(releases):
            for page in manifest.addresses.pages:
                self.pages.setdefault(page)
                # An edition under an old name is an edition of the same page.
                self._of[now.resolve(page) or page].append(Edition.of(manifest, page))

    def of(self, page: str) -> list[Edition]:
        """Return the versions of a page, newest first, whatever it was called in them."""
        return self._of.get(self.now.resolve(page) or page, [])

    def on_page(self, page: str, html: str) -> str:
        """Return the current version of a page with its versions in their place."""
        before, mark, after = html.rpartition(MARK)
        versions = self.of(page)[:NEWEST_SHOWN]
        if not mark or not versions:
            return html
        return f"{before}{self._render('versions-nav.html', page, page, versions)}{after}"

    def made(self) -> Iterator[tuple[str, str]]:
        """Yield address and text of each page that lists versions."""
        if self.editions:
            yield ALL_EDITIONS, self._render("editions.html", ALL_EDITIONS)
            for page in self.pages:
                address = versions_page(page)
                yield address, self._render("versions.html", address, page, self.of(page))

    def _render(
        self, template: str, page: str, of: str = "", versions: Sequence[Edition] = ()
    ) -> str:
        """Return what a template makes for a page, of the versions of a page."""
        current = self.now.resolve(of)
        link = partial(posixpath.relpath, start=posixpath.dirname(page) or ".")
        return self._jinja.get_template(template).render(
            publication=self.publication,
            language=self.publication.language,
            page=page,
            editions=self.editions,
            of=of,
            versions=versions,
            all_versions=versions_page(of),
            current=current,
            withdrawn=current in self.now.withdrawn,
            link=link,
            # What the masthead of all pages asks of Sphinx.
            pathto=lambda name, is_file=False: link(name if is_file else f"{name}.html"),
            hasdoc=lambda name: f"{name}.html" in self.now.pages,
            root_doc="index",
            archive_page=ARCHIVE,
            a_to_z_page=A_TO_Z,
            search_page="search" if "search.html" in self.now.pages else "",
            corrections_index=CORRECTIONS,
            issue_card=None,
            is_front=False,
            theme_logo=self.publication.theme.logo,
            pagename="",
        )
