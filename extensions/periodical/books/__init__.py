"""Floor 4: the EPUBs, one of each issue beside its page and one of each year, for reading apps.

All of their form is in `_templates/epub/`. EPUB 3.3, sections 4 (container), 5 (package), 6
(content) and 7 (navigation), with the metadata of EPUB Accessibility 1.1. An issue is a chapter:
its plain HTML (`content.py`) in a page of XHTML, where notes open in place by the types of EPUB 3
Structural Semantics 1.1, with the roles of DPUB-ARIA 1.1.
"""

import io
import string
from collections.abc import Iterator, Mapping
from functools import cache, cached_property, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uharfbuzz
from lxml import etree
from sphinx.application import Sphinx
from sphinx.builders.epub3 import validate_config_values

from ..citations import cite_issue, format_citation
from ..content import Content
from ..documents.builder import DocumentBuilder, span_of
from ..documents.templates import Drawer, written
from ..documents.zipped import write_zip
from ..faces import StaticFace, fonts_digest, lay_out_faces, static_faces
from ..ledger.outputs import templates
from ..markup.languages import format_date
from ..model.files import fingerprint
from ..model.records import IssueRecord
from ..pictures.conversion import PictureStore

_XHTML = "{http://www.w3.org/1999/xhtml}"
_TYPE = "{http://www.idpf.org/2007/ops}type"

_OWN, _ITALIC = ("Source Sans 3", "Source Serif 4"), ("Source Serif 4", 400)
"""The families of faces of the style sheet, and the family and weight of its italics."""


class EpubBuilder(DocumentBuilder):
    """Make the EPUBs, each only if something in it changed."""

    name = format = "epub"
    room = "books"
    media_type = "application/epub+zip"

    def init(self) -> None:
        """Know what draws covers, and what books have in common with pages."""
        super().init()
        self._covers = Drawer(self, "epub/cover.typ")
        self._pictures = PictureStore(Path(self.doctreedir, "pictures"), "screen")

    @cached_property
    def _faces(self) -> Path:
        return lay_out_faces(Path(self.doctreedir, "pdf"))

    @cached_property
    def looks(self) -> str:
        """A digest of templates and faces."""
        own = templates(self, ".xhtml", ".xml", ".opf", ".css", ".typ")
        return fingerprint(own, fonts_digest())

    def compose(self, path: str) -> bytes:
        """Return an EPUB, of the first moment that a zip can name."""
        made = io.BytesIO()
        # A cover is one page, of which the compiler makes nothing in threads: it can be forked.
        write_zip(made, self._files(path), "1980-01-01")
        return made.getvalue()

    def _files(self, path: str) -> Iterator[tuple[str, bytes]]:
        """Yield the files of a book; that which tells its type is the first."""
        issues, year, form = self.contents[path], self.years.get(path), self.forms
        publication, last = self.domain.publication, issues[-1].head
        texts = [(issue, self.texts.of(issue.docname)) for issue in issues]
        files = {text.page: f"{issue.id}.xhtml" for issue, text in texts}
        pictures: dict[str, bytes] = {}
        chapters = {
            files[text.page]: self._chapter(issue, text, files, pictures) for issue, text in texts
        }
        shown: dict[str, Any] = {
            "address": self.get_target_uri(path.removesuffix(self.suffix)),
            "year": year,
            "issues": issues,
            "title": str(year or last.title),
            "language": publication.language if year else last.language,
            "span": span_of(issues) if year else format_date(last.date),
            "texts": texts,
            "chapters": chapters,
            "pictures": pictures,
        }
        pages = {name: form.page(f"epub/{name}", **shown) for name in ("cover.xhtml", "nav.xhtml")}
        pages |= chapters
        words = "".join(word for page in pages.values() for word in page.itertext())
        faces = list(faces_of(words, self._faces))
        shown["faces"] = [face for face, _ in faces]
        yield "mimetype", self.media_type.encode()
        yield "META-INF/container.xml", written(form.page("epub/container.xml"))
        yield "EPUB/package.opf", written(form.page("epub/package.opf", **shown))
        for name, page in pages.items():
            yield f"EPUB/{name}", written(page, "<!DOCTYPE html>")
        yield "EPUB/style.css", form.text("epub/style.css", **shown).encode()
        yield "EPUB/cover.png", self._covers.draw(
            title=shown["title"], line=shown["span"], language=shown["language"],
            publication=publication.name, publisher=publication.publisher.name,
        )  # fmt: skip
        for name, content in pictures.items():
            yield f"EPUB/{name}", content
        for face, content in faces:
            yield f"EPUB/fonts/{face.file}", content

    def _chapter(
        self,
        issue: IssueRecord,
        text: Content,
        files: Mapping[str, str],
        pictures: dict[str, bytes],
    ) -> etree._Element:
        """Return an issue as a page among the files of a book, and add what it shows to these."""
        domain = self.domain
        citation = format_citation(cite_issue(issue, domain.publication, domain.authors_of(issue)))
        drawn = domain.maps.of(domain.concordance.places_of(issue), prefix="places_map")
        page = self.forms.page(
            "epub/chapter.xhtml", issue=issue, text=text, citation=citation, map=drawn
        )
        lead_within(page, text.page, files)
        join_notes(page)
        for image in page.iter(f"{_XHTML}img"):
            if source := image.attrib.pop("data-source", ""):
                made = self._pictures.made(Path(self.srcdir, source))
                size = {"width": str(made.width), "height": str(made.height)}
                image.attrib.update({"src": made.name, **size})
                pictures[made.name] = (self._pictures.folder / made.name).read_bytes()
        return page


def lead_within(page: etree._Element, address: str, files: Mapping[str, str]) -> None:
    """Have links lead within the book, if what they lead to is there, and nowhere if it is not.

    The files of the book are known by the addresses of the pages; the page's own is given.
    """
    for link in page.iter(f"{_XHTML}a"):
        where, sign, anchor = link.get("href", "").partition("#")
        if where == address and anchor:
            link.set("href", f"#{anchor}")
        elif where in files:
            link.set("href", f"{files[where]}{sign}{anchor}")
        elif where and not urlsplit(where).scheme:
            # Without an address of the site there is no way to it from here.
            del link.attrib["href"]


def join_notes(page: etree._Element) -> None:
    """Mark references to notes as such, and have each note lead back to the first of its own."""
    first: dict[str, str] = {}
    for aside in page.iter(f"{_XHTML}aside"):
        # Callouts belong to the text: as landmarks of their own, they would be many and alike.
        aside.set("role", aside.get("role", "note"))
    for number, link in enumerate(page.iterfind(f".//{_XHTML}a[@role='doc-noteref']"), start=1):
        link.set(_TYPE, "noteref")
        link.set("id", f"noteref_{number}")
        first.setdefault(link.get("href", ""), f"#noteref_{number}")
    for note in page.iterfind(f".//{_XHTML}aside[@role='doc-footnote']"):
        back = etree.Element(f"{_XHTML}a", {"role": "doc-backlink"})
        if reference := first.get(f"#{note.get('id')}"):
            back.set("href", reference)
        words = next(note.iter(f"{_XHTML}p"), note)
        back.text, back.tail = f"{note.attrib.pop('data-number')}.", f" {words.text or ''}"
        words.text = None
        words.insert(0, back)


def faces_of(text: str, whole: Path) -> Iterator[tuple[StaticFace, bytes]]:
    """Yield the faces for a text, and their files, cut from the whole ones in a folder.

    What the two families of the style sheet have not is looked for in the others, in their order.
    """
    # Capitals for what is set in them; the rest for what a reading app adds.
    said = set(text)
    said.update("".join(said).upper(), string.printable)
    letters = {ord(each) for each in said if each >= " "}
    missing = set(letters)
    for family, faces in _families():
        if family not in _OWN and not missing:
            return
        known = _opened(whole / faces[0].file)[1]
        wanted = letters if family in _OWN else missing & known
        missing -= known
        for face in faces if wanted else ():
            yield face, _subset(whole / face.file, frozenset(wanted))


@cache
def _families() -> list[tuple[str, list[StaticFace]]]:
    """Return the families, those of the style sheet first; others stand upright only."""
    found = [
        face
        for face in static_faces()
        if face.family in _OWN or not face.family.startswith("Source S")
        if not face.is_italic or (face.family, face.weight) == _ITALIC
    ]
    found.sort(key=lambda face: (*_OWN, face.family).index(face.family))
    return [(family, list(faces)) for family, faces in groupby(found, lambda each: each.family)]


@cache
def _opened(file: Path) -> tuple[uharfbuzz.Face, frozenset[int]]:
    """Return a whole face, and its letters."""
    whole = uharfbuzz.Face(file.read_bytes())
    return uharfbuzz.subset_preprocess(whole), frozenset(whole.unicodes)


@lru_cache(maxsize=32)
def _subset(file: Path, letters: frozenset[int]) -> bytes:
    """Return a face with some letters; those of one book are often those of the next."""
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(letters)
    return bytes(uharfbuzz.subset(_opened(file)[0], wanted).blob.data)


def setup_books(app: Sphinx) -> None:
    """Register the builder, in place of Sphinx's own, which makes one book of all pages."""
    app.add_builder(EpubBuilder, override=True)
    # What Sphinx's own asks of `conf.py`, ours takes from the publication.
    for listener in list(app.events.listeners["builder-inited"]):
        if listener.handler is validate_config_values:
            app.disconnect(listener.id)
