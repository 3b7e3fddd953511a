"""What an archivist relies on: the standards, the metadata, the source, the way around."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from periodical.model.publication import PublicationError, read_publication

from ..conftest import FRONT_MATTER, Built, Publication
from .conftest import EVERYTHING_PAGE, PLAIN_PAGE, REAL_PAGE, add_everything
from .reading import Document, squeezed

SITE = "https://central-asia-in-focus.example/"
PRISM = "{http://prismstandard.org/namespaces/basic/2.0/}"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PDFS = [REAL_PAGE, EVERYTHING_PAGE, PLAIN_PAGE, "issues/2024", "issues/2031"]


@pytest.fixture(scope="module")
def opened(printed: Built) -> Callable[[str], Document]:
    documents = {name: Document(printed.out / f"{name}.pdf") for name in PDFS}
    return documents.__getitem__


@pytest.mark.parametrize("name", PDFS)
def test_standards(opened: Callable[[str], Document], name: str) -> None:
    assert opened(name).problems() == []


def test_a_damaged_file_is_found_out(printed: Built, tmp_path: Path) -> None:
    """The checks themselves: they do not pass whatever they are given."""
    whole = (printed.out / f"{PLAIN_PAGE}.pdf").read_bytes()
    damaged = tmp_path / "damaged.pdf"
    with pikepdf.open(printed.out / f"{PLAIN_PAGE}.pdf") as pdf:
        pdf.Root.MarkInfo.Marked = False
        pdf.save(damaged, fix_metadata_version=False)
    assert Document(damaged).problems()
    damaged.write_bytes(whole.replace(b"<pdfuaid:part>1", b"<pdfuaid:part>3"))
    assert Document(damaged).problems()


def test_objects_are_packed(opened: Callable[[str], Document]) -> None:
    """By what comes with the packages: the zlib of one system gives other bytes than the next."""
    for name in PDFS:
        document = opened(name)
        heads = re.findall(rb"\d+ 0 obj\n<< /Type /(?:ObjStm|XRef) ([^\n]*)>>", document.bytes)
        assert len(heads) >= 2
        assert all(b"/Filter /FlateDecode" in head for head in heads)
        # Every object is where the table says.
        assert document.pdf.check_pdf_syntax() == []


def test_metadata(opened: Callable[[str], Document]) -> None:
    document = opened(EVERYTHING_PAGE)
    information = document.pdf.docinfo
    assert information["/Title"] == "A Page of Everything: Қазақстан, O‘zbekiston & نوروز"
    assert information["/Author"] == "A. Fictional Author; Fictional Second Author"
    assert str(information["/Subject"]).startswith("A fictional issue that holds")
    assert information["/Keywords"] == "Migration, Media"
    # Published on one day, and last revised on another, as its colophon says.
    assert information["/CreationDate"] == "D:20310114120000Z"
    assert information["/ModDate"] == "D:20310203120000Z"
    with document.pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == information["/Title"]
        assert metadata["dc:creator"] == ["A. Fictional Author", "Fictional Second Author"]
        assert metadata["dc:description"] == information["/Subject"]
        assert metadata["dc:language"] == {"en"}
        assert metadata["pdf:Keywords"] == "Migration, Media"
        assert metadata["xmp:CreateDate"] == "2031-01-14T12:00:00Z"
        assert metadata["xmp:ModifyDate"] == "2031-02-03T12:00:00Z"
        assert metadata["dc:date"] == ["2031-01-14"]
        assert metadata[PRISM + "publicationDate"] == "2031-01-14"
        assert metadata[PRISM + "publicationName"] == "Central Asia in Focus"
        assert metadata["dc:publisher"] == {"Caspian Policy Center"}
        assert metadata["dc:identifier"] == f"{SITE}{EVERYTHING_PAGE}.html"
        assert metadata["dc:rights"] == f"CC BY 4.0, {LICENCE}"
        assert metadata["xmpRights:WebStatement"] == LICENCE
        assert metadata["pdfaid:part"] == "3"
        assert metadata["pdfaid:conformance"] == "A"
        assert metadata["pdfuaid:part"] == "1"
    assert document.pdf.Root.Lang == "en"
    assert document.pdf.Root.ViewerPreferences.DisplayDocTitle
    assert "/PageMode" not in document.pdf.Root


def test_metadata_of_a_volume(opened: Callable[[str], Document]) -> None:
    volume = opened("issues/2031")
    information = volume.pdf.docinfo
    assert information["/Author"] == "A. Fictional Author; Fictional Second Author"
    # The day of its latest issue, and that of the latest revision in it.
    assert information["/CreationDate"] == "D:20310114120000Z"
    assert information["/ModDate"] == "D:20310203120000Z"
    with volume.pdf.open_metadata() as metadata:
        assert metadata["dc:creator"] == ["A. Fictional Author", "Fictional Second Author"]
        assert metadata["dc:identifier"] == f"{SITE}issues/2031.html"
        assert metadata[PRISM + "publicationDate"] == "2031-01-14"
    assert volume.pdf.Root.PageMode == "/UseOutlines"


def test_without_a_licence(publication: Publication) -> None:
    publication.overrides["periodical_licence"] = None
    page = publication.issue("## In the Region\n\nA sentence.\n")
    document = Document(publication.build("pdf").out / f"{page}.pdf")
    assert document.problems() == []
    with document.pdf.open_metadata() as metadata:
        assert "dc:rights" not in metadata
        assert "xmpRights:WebStatement" not in metadata


def test_quotation_marks_are_those_of_the_page(publication: Publication) -> None:
    title = """It's "so"... -- it isn't & <b>"""
    printed = "It’s “so”… – it isn’t & <b>"
    head = FRONT_MATTER.format(title="T", date="2031-01-07", extra="topics: [media]\n")
    head = head.replace("title: T", f"title: '{title.replace(chr(39), chr(39) * 2)}'")
    head = head.replace("# T", "# It's \"so\"... -- it isn't & &lt;b>")
    head = head.replace("[A. Fictional Author]", """["A. O'Fiction", 'Second "Nickname" Author']""")
    head = head.replace("summary: A", """summary: Isn't "this" a""")
    page = "issues/2031/2031-01-07-quoted"
    publication.write(f"{page}.md", f"{head}## In the Region\n\nA sentence.\n")
    publication.issue(
        "## In the Region\n\nSee {issue}`2031-01-07`.\n\n"
        ":::{related-articles}\n- {issue}`2031-01-07`\n:::\n",
        date="2031-01-14",
    )
    built = publication.build("pdf")
    assert built.warnings == []
    document = Document(built.out / f"{page}.pdf")
    assert document.problems() == []
    assert document.pdf.docinfo["/Title"] == printed
    assert document.pdf.docinfo["/Author"] == "A. O’Fiction; Second “Nickname” Author"
    assert document.pdf.docinfo["/Subject"] == "Isn’t “this” a fictional summary for a test."
    with document.pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == printed
        assert metadata["dc:creator"] == ["A. O’Fiction", "Second “Nickname” Author"]
        assert metadata["dc:description"] == document.pdf.docinfo["/Subject"]
    assert [tag.text() for tag in document.tags.find("H1")] == [printed]
    assert "By A. O’Fiction and Second “Nickname” Author" in document.text
    cited = "Cite as A. O’Fiction and Second “Nickname” Author, “It’s ‘so’… – it isn’t & <b>,” "
    assert cited in document.text.replace("\u200e", "")
    # Where another issue refers to it, alone and in the volume.
    for name in ("issues/2031/2031-01-14-a-fictional-title", "issues/2031"):
        text = Document(built.out / f"{name}.pdf").text.replace("\u200e", "")
        assert f"See {printed}" in text
        assert text.count(printed) >= 2
        assert "Isn’t “this” a fictional summary" in text
        assert not {"'", '"'} & set(text)


@pytest.mark.parametrize("name", [REAL_PAGE, EVERYTHING_PAGE, PLAIN_PAGE])
def test_the_source_is_attached(
    opened: Callable[[str], Document], printed: Built, name: str
) -> None:
    document = opened(name)
    source = Path(printed.app.srcdir, f"{name}.md").read_bytes()
    attached = document.pdf.attachments
    assert list(attached) == [f"{Path(name).name}.md"]
    (specification,) = attached.values()
    assert specification.get_file().read_bytes() == source
    assert specification.obj.AFRelationship == "/Source"
    assert document.pdf.Root.AF[0].objgen == specification.obj.objgen
    # The digest that is printed is the one that sha256sum prints of the attachment.
    assert hashlib.sha256(source).hexdigest() in document.text


@pytest.mark.parametrize("name", ["issues/2024", "issues/2031"])
def test_a_volume_has_the_sources_of_its_issues(
    opened: Callable[[str], Document], printed: Built, name: str
) -> None:
    folder = Path(printed.app.srcdir, name)
    sources = {path.name: path.read_bytes() for path in folder.glob("*.md")}
    attached = opened(name).pdf.attachments
    assert {each: attached[each].get_file().read_bytes() for each in attached} == sources


@pytest.mark.parametrize("name", [REAL_PAGE, EVERYTHING_PAGE, PLAIN_PAGE])
def test_pages_have_the_labels_that_are_printed(
    opened: Callable[[str], Document], name: str
) -> None:
    """ISO 32000-1, 12.4.2: decimal numbers, from the first page on."""
    document = opened(name)
    assert document.labels == [str(at + 1) for at in range(len(document.pdf.pages))]


def test_pages_of_a_volume_have_those_of_their_issue(opened: Callable[[str], Document]) -> None:
    """Contents and index are numbered on their own; behind the issue's number is its page's."""
    plain, everything = (opened(name).labels for name in (PLAIN_PAGE, EVERYTHING_PAGE))
    volume = opened("issues/2031")
    assert volume.labels == [
        "i", "ii", *(f"1:{label}" for label in plain), *(f"2:{label}" for label in everything),
        "iii",
    ]  # fmt: skip


def test_colophon(opened: Callable[[str], Document]) -> None:
    text = opened(EVERYTHING_PAGE).text
    address = f"https://central-asia-in-focus.example/{EVERYTHING_PAGE}.html"
    assert f"Permanent address {address}" in text
    assert "Published 14 January 2031 in Central Asia in Focus, Caspian Policy Center." in text
    assert "This text was last revised on 3 February 2031." in text
    plain = text[text.index("Colophon") :]
    assert not {"\u200b", "\u200e", "\u200f"} & set(plain)
    assert (
        "Cite as A. Fictional Author and Fictional Second Author, “A Page of Everything: " in plain
    )
    # The same words as on the page.
    cited = (
        "Central Asia in Focus 3, no. 16 (Caspian Policy Center), 14 January 2031, as revised on "
    )
    assert f"{cited}3 February 2031, {address}." in plain
    assert "CC BY 4.0" in text
    assert "sha256sum" in text
    assert "This is the text as first published." in opened(PLAIN_PAGE).text


def test_descriptions(opened: Callable[[str], Document]) -> None:
    figures = opened(EVERYTHING_PAGE).tags.find("Figure")
    assert [figure.alt for figure in figures] == [
        "A yellow disc over a blue-green field",
        "A blue field",
        "A small field",
        "A field of a modern form",
        "A field in four inks",
        "The map shows Kazakhstan, Tajikistan and Uzbekistan.",
    ]


def test_tags(opened: Callable[[str], Document]) -> None:
    tags = opened(EVERYTHING_PAGE).tags
    for kind in ("H1", "H2", "H3", "H4", "P", "L", "LI", "Table", "THead", "TH", "TD", "BlockQuote",
                 "Code", "Note", "Link", "Figure", "Em", "Strong"):  # fmt: skip
        assert tags.find(kind), kind
    levels = [int(tag.kind[1]) for tag in tags.walk() if tag.kind in ("H1", "H2", "H3", "H4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_languages(opened: Callable[[str], Document]) -> None:
    assert "fa" in opened(EVERYTHING_PAGE).languages


def test_bookmarks(opened: Callable[[str], Document]) -> None:
    assert opened(EVERYTHING_PAGE).bookmarks[:4] == [
        (0, "A Page of Everything: Қазақстан, O‘zbekiston & نوروز"),
        (1, "In the Region"),
        (2, "A story with emphasis, code and a link"),
        (3, "A part of a story"),
    ]


def test_links(opened: Callable[[str], Document]) -> None:
    document = opened(EVERYTHING_PAGE)
    links = set(document.links)
    for address in ("https://example.org/a?b=c&d=e", "https://example.org/auto",
                    "mailto:desk@example.org", "https://example.org/in-a-heading",
                    "https://example.org/caption", "https://example.org/episode.mp3",
                    "https://example.org/tj", "https://example.org/nine",
                    f"https://central-asia-in-focus.example/{PLAIN_PAGE}.html"):  # fmt: skip
        assert address in links
    assert document.inner_links >= 1


def test_addresses_are_printed(opened: Callable[[str], Document]) -> None:
    document = opened(EVERYTHING_PAGE)
    printed = document.text + " ".join(document.notes)
    for address in set(document.links):
        assert address in printed
    # Where the words are the address, it is printed once.
    assert printed.count("https://example.org/auto") == 1


def test_the_volume(opened: Callable[[str], Document]) -> None:
    volume = opened("issues/2031")
    assert volume.pdf.docinfo["/Title"] == "Central Asia in Focus, 2031"
    bookmarks = volume.bookmarks
    assert [title for depth, title in bookmarks if depth == 0] == [
        "Contents",
        "A Fictional Title",
        "A Page of Everything: Қазақстан, O‘zbekiston & نوروز",
        "Index",
    ]
    assert (2, "A Fictional Story") in bookmarks
    # A reference from one issue to another stays in the file.
    assert f"https://central-asia-in-focus.example/{PLAIN_PAGE}.html" in volume.text
    inside = [link for link in volume.links if link.endswith(f"{PLAIN_PAGE}.html")]
    issue = opened(EVERYTHING_PAGE)
    outside = [link for link in issue.links if link.endswith(f"{PLAIN_PAGE}.html")]
    # Only the colophon of that issue leads to the web: twice.
    assert len(inside) == 2
    assert len(outside) >= 2
    assert {"1:1"} == {volume.led_to(link) for link in volume.links_to("A Fictional Title, 1:1")}
    # From the contents, from a reference, from a card.
    assert len(volume.links_to("A Fictional Title, 1:1")) >= 3


def test_a_volume_has_the_pages_of_its_issues(opened: Callable[[str], Document]) -> None:
    """Whoever cites a page of one cites the same of the other."""
    volume = opened("issues/2031")
    for number, name in enumerate((PLAIN_PAGE, EVERYTHING_PAGE), start=1):
        issue = opened(name)
        pages = [at for at, label in enumerate(volume.labels) if label.startswith(f"{number}:")]
        assert [volume.pdf.pages[at].Contents.read_bytes() for at in pages] == [
            page.Contents.read_bytes() for page in issue.pdf.pages
        ]
        assert squeezed(issue.tags.text()) in squeezed(volume.tags.text())


def test_every_language_of_a_volume_is_told(publication: Publication) -> None:
    publication.issue("## In the Region\n\n### One\n\nTold.\n", name="one")
    publication.issue(
        "## In the Region\n\n### Две\n\nСказано.\n", date="2031-01-14", name="two",
        extra="language: ru\n",
    )  # fmt: skip
    volume = Document(publication.build("pdf").out / "issues/2031.pdf")
    assert volume.problems() == []
    (document,) = volume.pdf.Root.StructTreeRoot.K
    parts = [each.Lang for each in document.K if each.S == "/Part"]
    assert parts == ["en", "ru"]


def test_the_contents_have_page_numbers(opened: Callable[[str], Document]) -> None:
    volume = opened("issues/2031")
    (contents, *_) = volume.tags.find("TOC")
    words = contents.text()
    assert "A Fictional Title" in words
    assert "A Fictional Story" in words
    for title in ("A Fictional Title", "A Fictional Story"):
        assert re.search(rf"{title}[\s.\xa0]*1:1", words), words


def test_every_issue_of_a_volume_begins_a_page(opened: Callable[[str], Document]) -> None:
    volume = opened("issues/2031")
    with volume.pdf.open_outline() as outline:
        pages = [item.destination[0].objgen for item in outline.root]
    assert len(set(pages)) == len(pages)


def test_us_letter(publication: Publication) -> None:
    publication.overrides["periodical_paper"] = "us-letter"
    add_everything(publication)
    built = publication.build("pdf")
    document = Document(built.out / f"{EVERYTHING_PAGE}.pdf")
    assert document.problems() == []
    assert [float(side) for side in document.pdf.pages[0].MediaBox] == [0, 0, 612, 792]


def test_an_unknown_paper_is_refused(publication: Publication) -> None:
    conf = (publication.root / "conf.py").read_text("utf-8")
    publication.write("conf.py", f'{conf}\nperiodical_paper = "a5"\n')
    with pytest.raises(PublicationError, match="“periodical_paper” must be one of a4 or us-letter"):
        read_publication(publication.root)
