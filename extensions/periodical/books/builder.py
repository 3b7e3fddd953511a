"""The builder ``epub``: an EPUB of each issue beside its page, and one of each year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from sphinx.builders.html import StandaloneHTMLBuilder

from ..content.text import KeptContents
from ..documents.builder import DocumentBuilder
from ..documents.zipped import zipped
from ..faces import fonts_digest
from ..ledger.inputs import templates
from ..ledger.ledger import fingerprint
from ..model.records import IssueRecord
from .book import MEDIA_TYPE, Book, Bookbinder


class EpubBuilder(DocumentBuilder):
    """Make the EPUBs, each only if something in it changed."""

    name = format = "epub"
    room = "books"
    suffix = ".epub"
    title = "EPUB"
    media_type = MEDIA_TYPE
    epilog = "The EPUBs are in %(outdir)s."

    def make(self, due: Iterable[str], wanted: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
        """Make EPUBs, and yield each."""
        for path in due:
            address = self.get_target_uri(path.removesuffix(self.suffix))
            book = Book(address, self.years.get(path), self.contents[path])
            self.ledger.write(path, wanted[path], zipped(self._binder.files(book)))
            yield path, True

    @cached_property
    def looks(self) -> str:
        """A digest of templates and faces."""
        own = [templates(self, ending) for ending in (".xhtml", ".xml", ".opf", ".css", ".typ")]
        return fingerprint(own, fonts_digest())

    def _fingerprint(self, issue: IssueRecord) -> str:
        text = self._contents.path(issue.docname)
        return fingerprint(super()._fingerprint(issue), text.read_bytes() if text.is_file() else "")

    @cached_property
    def _contents(self) -> KeptContents:
        """The texts, which are kept where pages were written, and else made as for a page."""
        return KeptContents(self._site)

    @cached_property
    def _site(self) -> StandaloneHTMLBuilder:
        site = self._app.create_builder("html")
        assert isinstance(site, StandaloneHTMLBuilder)  # noqa: S101 - the name is Sphinx's
        return site

    @cached_property
    def _binder(self) -> Bookbinder:
        self._site.init()
        folders = [Path(self.confdir, folder) for folder in self.config.templates_path]
        return Bookbinder(self.domain, self._contents, folders, Path(self.doctreedir))
