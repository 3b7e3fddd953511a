"""What is in an EPUB: chapters, contents, cover, pictures, faces, and what it says of itself.

All of its form is in `_templates/epub/`. EPUB 3.3, sections 4 (container), 5 (package), 6 (content)
and 7 (navigation).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import typst
from lxml import etree

from ..citations.citation import cite_issue, format_citation
from ..content.text import Content, KeptContents
from ..documents.templates import XmlTemplates, written
from ..domain import PeriodicalDomain
from ..faces import load_fonts
from ..markup.dates import format_date, is_right_to_left
from ..model.records import IssueRecord
from ..pictures.store import PictureStore
from .chapter import XHTML, join_notes, lead_within
from .fonts import BookFace, faces_of

MEDIA_TYPE = "application/epub+zip"

_COVER = "epub/cover.typ"
_DOTS = 72
"""Dots per inch of a cover, which has 600 by 900 points."""


@dataclass(frozen=True)
class Book:
    """A book: the permanent address of what it is the book of, and its issues, oldest first."""

    address: str
    year: int | None
    issues: Sequence[IssueRecord]

    @property
    def title(self) -> str:
        """What its cover says."""
        return str(self.year or self.issues[-1].head.title)

    @property
    def span(self) -> str:
        """Its day, or its days."""
        first, last = (format_date(self.issues[at].head.date) for at in (0, -1))
        return first if len(self.issues) == 1 else f"{len(self.issues)} issues, {first} to {last}"


class Bookbinder:
    """Makes books; the faces that it has cut, and pictures made anew, are beside the doctrees."""

    def __init__(
        self, domain: PeriodicalDomain, contents: KeptContents, folders: list[Path], doctrees: Path
    ) -> None:
        self._domain = domain
        self._contents = contents
        self._folders = folders
        self._faces = doctrees / "pdf"
        self._pictures = PictureStore(doctrees / "pictures")
        self._templates = XmlTemplates(
            folders, domain.publication.language, publication=domain.publication,
            format_date=format_date, topic_of=self._topic, authors_of=self._authors, zip=zip,
        )  # fmt: skip

    def files(self, book: Book) -> Iterator[tuple[str, bytes]]:
        """Yield the files of a book; that which tells its type is the first."""
        texts = [(issue, self._contents.of(issue.docname)) for issue in book.issues]
        files = {text.page: f"{issue.id}.xhtml" for issue, text in texts}
        chapters = {files[text.page]: self._chapter(issue, text) for issue, text in texts}
        pictures: dict[str, bytes] = {}
        for page, (_, text) in zip(chapters.values(), texts, strict=True):
            lead_within(page, text.page, files)
            join_notes(page)
            self._put_pictures(page, pictures)
        shown = {"book": book, "texts": texts, "chapters": chapters, "pictures": pictures}
        pages = {name: self._page(name, shown) for name in ("cover.xhtml", "nav.xhtml")} | chapters
        words = "".join(word for page in pages.values() for word in page.itertext())
        faces = list(faces_of(words, self._faces))
        authors = dict.fromkeys(name for issue in book.issues for name in self._authors(issue))
        package = self._page("package.opf", {**shown, "authors": authors, "faces": faces})
        yield "mimetype", MEDIA_TYPE.encode()
        yield "META-INF/container.xml", written(self._page("container.xml", shown))
        yield "EPUB/package.opf", written(package)
        for name, page in pages.items():
            yield f"EPUB/{name}", written(page, "<!DOCTYPE html>")
        yield "EPUB/style.css", self._style(faces)
        yield "EPUB/cover.png", self._cover(book)
        for name, content in pictures.items():
            yield f"EPUB/{name}", content
        for face in faces:
            yield f"EPUB/fonts/{face.file}", face.content

    def _chapter(self, issue: IssueRecord, text: Content) -> etree._Element:
        """Return an issue as a page."""
        domain = self._domain
        citation = cite_issue(issue, domain.publication, domain.registry)
        drawn = domain.map_of(domain.concordance.places_of(issue), prefix="places_map")
        shown = {"map": drawn, "citation": format_citation(citation)}
        return self._page("chapter.xhtml", {"issue": issue, "text": text, **shown})

    def _put_pictures(self, page: etree._Element, pictures: dict[str, bytes]) -> None:
        """Have a page show the pictures of the book, and add them to these."""
        for image in page.iter(f"{XHTML}img"):
            if source := image.attrib.pop("data-source", ""):
                made = self._pictures.for_screen(Path(self._domain.env.srcdir, source))
                size = {"width": str(made.width), "height": str(made.height)}
                image.attrib.update({"src": made.name, **size})
                pictures[made.name] = (self._pictures.folder / made.name).read_bytes()

    def _page(self, name: str, shown: dict[str, Any]) -> etree._Element:
        return self._templates.page(f"epub/{name}", **shown)

    def _style(self, faces: list[BookFace]) -> bytes:
        return self._templates.text("epub/style.css", faces=faces).encode()

    def _authors(self, issue: IssueRecord) -> list[str]:
        registry = self._domain.registry
        return [self._domain.printed(registry.person(each).name) for each in issue.head.authors]

    def _topic(self, topic: str) -> str:
        return self._domain.printed(self._domain.registry.topic(topic).name)

    @cached_property
    def _compiler(self) -> typst.Compiler:
        root = next(folder for folder in self._folders if (folder / _COVER).is_file())
        fonts = load_fonts(self._faces)
        return typst.Compiler(root=root, font_paths=fonts, ignore_system_fonts=True)

    def _cover(self, book: Book) -> bytes:
        """Return the cover, as PNG."""
        publication, last = self._domain.publication, book.issues[-1].head
        language = publication.language if book.year else last.language
        about = {
            "title": book.title, "line": book.span, "lang": language.partition("-")[0],
            "direction": "rtl" if is_right_to_left(language) else "ltr",
            "publication": publication.name, "publisher": publication.publisher.name,
        }  # fmt: skip
        root = next(folder for folder in self._folders if (folder / _COVER).is_file())
        made = self._compiler.compile(
            root / _COVER, format="png", ppi=_DOTS, sys_inputs={"about": json.dumps(about)}
        )
        assert isinstance(made, bytes)  # noqa: S101 - a cover has one page
        return made
