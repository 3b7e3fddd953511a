"""`periodical import`: one fictional edition in every form in which editions were kept."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from periodical.cli import main
from periodical.desk.check import check
from periodical.desk.importing import FOLDER, Import, import_sources
from periodical.markup.pages import headings_of, parsed, read_words
from periodical.model.addresses import plain_address
from periodical.model.page import Page
from PIL import Image

from .conftest import Publication

WHY = "Why It’s Important"
LEAD = "This edition is fiction, made for a test of importing old editions."
FIRST = "A fictional lake froze on 6 January, as 1,204 people who live at it say."
SECOND = "“Nobody had expected it so early,” said First Person."
IMPORTANT = "Nobody can cross the lake by boat."
MORE = "The next boat goes in March."
ROAD = "The fictional road around it is 300 km long."
ROAD_MATTERS = "It is the only other way."
FACT = "The ice of the fictional lake was 42 cm thick."

FOLDER_OF_SOURCES = Path(__file__).with_name("importing")
"""What programs wrote, kept byte for byte; all of it is fiction."""

WORDPRESS, LAYOUT, TEXT, MARKDOWN = (
    (FOLDER_OF_SOURCES / name).read_text("utf-8")
    for name in ("ice.html", "layout.html", "2031-01-07.txt", "ice.md")
)
WORD = (FOLDER_OF_SOURCES / "word.htm").read_bytes()


def docx() -> bytes:
    """Return a document of Word that holds the edition, with headings set in bold."""

    def paragraph(text: str, bold: bool = False) -> str:
        look = "<w:rPr><w:b/></w:rPr>" if bold else ""
        return f'<w:p><w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'

    lines = [line for line in TEXT.split("\n") if line]
    headings = {"In the Region", "Ice on the Lake", "The Road Around", "Fact of the Week"}
    body = "".join(paragraph(line, line in headings) for line in lines)
    space = "http://schemas.openxmlformats.org/"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{space}package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{space}package/2006/relationships"><Relationship Id="a" Type="{space}officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{space}wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>',
        )
    return made.getvalue()


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(made, "PNG")
    return made.getvalue()


def mail() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Fwd: Ice on a Fictional Lake"
    message["From"] = "A. Fictional Author <author@example.org>"
    message["Date"] = "Tue, 07 Jan 2031 08:00:00 +0500"
    message.set_content("See the HTML part of this fiction.")
    message.add_alternative(LAYOUT, subtype="html")
    message.get_payload()[1].add_related(picture(), "image", "png", cid="<1>")
    return message


def forwarded() -> bytes:
    """Return a message in windows-1251, quoted twice, with sentences split at `=`."""
    lines = TEXT.replace("’", "'").replace("“", '"').replace("”", '"').split("\n")
    quoted = "\n".join(f"> > {line}".rstrip() for line in lines)
    text = f"Это вымысел: пересылаю.\n\n> -------- Forwarded Message --------\n>\n{quoted}\n"
    message = EmailMessage()
    message["Subject"] = "Fwd: Fwd: Ice on a Fictional Lake"
    message["Date"] = "Tue, 07 Jan 2031 08:00:00 +0500"
    message.set_content(text, charset="windows-1251", cte="quoted-printable")
    return bytes(message)


def attached() -> bytes:
    """Return a message to which the one with the edition is attached."""
    message = EmailMessage()
    message["Subject"] = "The edition, attached"
    message.set_content("Words of fiction around it.")
    message.add_attachment(mail())
    return bytes(message)


def ghost() -> bytes:
    body = WORDPRESS.partition('<div class="entry-content">')[2].partition("</div>")[0]
    post = {
        "id": "1",
        "title": "Ice on a Fictional Lake",
        "slug": "ice",
        "html": body,
        "type": "post",
        "published_at": "2031-01-07T06:00:00.000Z",
        "custom_excerpt": LEAD,
    }
    return json.dumps(
        {
            "db": [
                {
                    "data": {
                        "posts": [post],
                        "users": [{"id": "u", "name": "A. Fictional Author"}],
                        "posts_authors": [{"post_id": "1", "author_id": "u", "sort_order": 0}],
                    }
                }
            ]
        }
    ).encode()


def wxr() -> bytes:
    body = WORDPRESS.partition('<div class="entry-content">')[2].partition("</div>")[0]
    body = re.sub(r"</?p>", "\n\n", body)  # as WordPress keeps what its old editor wrote
    return f"""<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<wp:author><wp:author_login>afa</wp:author_login><wp:author_display_name>A. Fictional Author</wp:author_display_name></wp:author>
<item><title>Ice on a Fictional Lake</title><link>https://example.org/ice/</link><dc:creator>afa</dc:creator>
<content:encoded><![CDATA[{body}]]></content:encoded><excerpt:encoded/><wp:post_id>7</wp:post_id>
<wp:post_date>2031-01-07 11:00:00</wp:post_date><wp:post_type>post</wp:post_type></item></channel></rss>""".encode()


def substack() -> bytes:
    body = WORDPRESS.partition('<div class="entry-content">')[2].partition("</div>")[0]
    rows, made = io.StringIO(), io.BytesIO()
    writer = csv.writer(rows)
    writer.writerows(
        [
            ["post_id", "post_date", "is_published", "title", "subtitle"],
            ["7.ice", "2031-01-07T06:00:00.000Z", "true", "Ice on a Fictional Lake", LEAD],
        ]
    )
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("posts.csv", rows.getvalue())
        archive.writestr("posts/7.ice.html", body)
    return made.getvalue()


SOURCES: dict[str, Callable[[], bytes]] = {
    "ice.html": WORDPRESS.encode,
    "word.htm": lambda: WORD,
    "layout.html": LAYOUT.encode,
    "2031-01-07.txt": TEXT.encode,
    "ice.md": MARKDOWN.encode,
    "2031-01-07.docx": docx,
    "ice.eml": lambda: bytes(mail()),
    "forwarded.eml": forwarded,
    "attached.eml": attached,
    "box.mbox": lambda: b"From author@example.org Tue Jan  7 08:00:00 2031\n" + bytes(mail()),
    "ghost.json": ghost,
    "wordpress.xml": wxr,
    "squarespace.xml": (FOLDER_OF_SOURCES / "squarespace.xml").read_bytes,
    "export.zip": substack,
}
"""The edition in every form."""


def outline(page: Page) -> list[tuple[int, str]]:
    return [(each.level, each.title) for each in headings_of(page)]


def callouts(page: Page) -> list[str]:
    blocks = parsed(page)
    fences = (block for block in blocks.children if block.type == "colon_fence")
    return [fence.content for fence in fences if fence.info == "{why-its-important}"]


def imported(publication: Publication, name: str, raw: bytes) -> tuple[Import, list[Page]]:
    source = publication.write(f"sources/{name}", raw)
    work = import_sources(publication.root, [source])
    return work, [Page.read(publication.root, page.file) for page in work.made]


@pytest.mark.parametrize("name", SOURCES)
def test_every_form_becomes_the_same_edition(publication: Publication, name: str) -> None:
    publication.write("sources/files/ice.png", picture())
    raw = SOURCES[name]()
    work, pages = imported(publication, name, raw)
    assert work.failed == []
    (page,) = pages
    assert page.file == "issues/2031/2031-01-07-ice-on-a-fictional-lake.md"
    wanted = [
        (1, "Ice on a Fictional Lake"),
        (2, "In the Region"),
        (3, "Ice on the Lake"),
        (3, "The Road Around"),
        (2, "Fact of the Week"),
    ]
    assert [
        each for each in outline(page) if each[1] not in ("Majlis Podcast", "Related Articles")
    ] == wanted
    assert page.head.date.isoformat() == "2031-01-07"
    if name not in ("forwarded.eml", "export.zip"):  # they do not say it
        assert page.head.authors == ("A. Fictional Author",)
    first, second = (" ".join(each.split()) for each in callouts(page))
    assert (first, second) == (f"{IMPORTANT} {MORE}", ROAD_MATTERS)
    words = " ".join(block.text for block in read_words(page))
    for sentence in (FIRST, ROAD, FACT):
        assert sentence in words
    assert "preheader" not in words
    assert "utm_" not in page.text
    assert "fbclid" not in page.text
    if "example.org/road" in page.text:
        assert "https://example.org/road?a=1)" in page.text
    # What only a person can say is a line in the draft, and nothing else is wrong with it.
    others = [
        each for each in publication.check() if each.file == page.file and "TK" not in each.text
    ]
    assert others == []
    (ledger,) = (publication.root / FOLDER).glob("2031*.json")
    told = json.loads(ledger.read_text("utf-8"))
    assert (publication.root / told["original"]).read_bytes() == raw
    assert all({"placed", "dropped"} & entry.keys() for entry in told["blocks"])
    around = "the words of the one who forwards it: Words of fiction around it."
    assert told["left out"] == ([around] if name == "attached.eml" else [])


def test_a_second_run_leaves_what_a_person_has_edited(publication: Publication) -> None:
    _, (page,) = imported(publication, "2031-01-07.txt", TEXT.encode())
    draft = publication.root / page.file
    files = {path: path.read_bytes() for path in publication.root.rglob("*") if path.is_file()}
    work, _ = imported(publication, "2031-01-07.txt", TEXT.encode())
    assert work.failed == []
    assert {
        path: path.read_bytes() for path in publication.root.rglob("*") if path.is_file()
    } == files
    edited = page.text.replace(FACT, "A person mended the fact.")
    draft.write_text(edited, "utf-8")
    work, pages = imported(publication, "2031-01-07.txt", TEXT.encode())
    assert pages == []
    assert draft.read_text("utf-8") == edited
    assert "was edited since" in work.left[0]
    draft.rename(draft.with_name("2031-01-07-another-name.md"))
    work, pages = imported(publication, "2031-01-07.txt", TEXT.encode())
    assert pages == []
    assert not draft.exists()
    assert "was renamed or deleted since" in work.left[0]


def test_breaks_at_the_edges_of_a_block_are_none(publication: Publication) -> None:
    text = "<h2>In the<br>Region</h2><h3>Ice</h3><p>Words of<br>fiction.<br></p><p><b>Why It’s Important:<br></b><br> Boats.<br></p><ul><li>One<br></li></ul>"
    _, (page,) = imported(publication, "2031-01-07-ice.html", text.encode())
    assert outline(page)[1:3] == [(2, "In the Region"), (3, "Ice")]
    assert "\nWords of\\\nfiction.\n" in page.text
    assert callouts(page) == ["Boats.\n\n- One\n"]


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("A <b>road, <a href='https://example.org/x'>here</a></b>.", "A **road, [here](https://example.org/x)**."),
        ("A <i>road<a href='#n'>1</a></i> and more.", "A *road[^1]* and more."),
        ("A <strong>“[sic] road”</strong> is here.", r"A “\[**sic] road**” is here."),
        ("A <em><a href='https://example.org/x'>[b] road</a></em>.", r"A *[\[b\] road](https://example.org/x)*."),
        ("<div style='font-size:0px'><span style='font-size:14px'>A road.</span></div>", "A road."),
        ("<a href='https://example.org/x'><p>A <b>road</b>.</p></a>", "[A **road**.](https://example.org/x)"),
        ("<i><a href='/x'><ul><li>A road.</li></ul></a> And more.</i>", "- *A road*."),
        ("<p>A <span style='display:none'>hidden</span>road.</p>", "A road."),
        ("<ul><li>A <span hidden>hidden</span>road.</li></ul>", "- A road."),
        ("<iframe src='https://example.org/x'></iframe>", "[https://example.org/x](https://example.org/x)"),
        ("<table><caption>Roads</caption><col><tr><th>A<th>B<tr><td>1<td>2</table>", "Roads\n\n| A | B |\n| --- | --- |\n| 1 | 2 |"),
    ],
)  # fmt: skip
def test_marks_and_sizes_keep_links_notes_and_words(
    publication: Publication, source: str, written: str
) -> None:
    text = f"<h2>In the Region</h2><h3>Ice</h3><p>Words.</p><div>{source}</div><p id=n>1. Note.</p>"
    work, (page,) = imported(publication, "2031-01-07-ice.html", text.encode())
    assert work.failed == []
    assert f"\n{written}\n" in page.text


def test_words_that_were_raised_or_struck_out_are_asked_about(publication: Publication) -> None:
    """A page has no such letters: a square metre may be another thing, or a denial be gone."""
    style = "<span style='color: red; text-decoration: line-through'>thrice</span>"
    words = f"10<sup>6</sup> m<sub>2</sub>, <s>not</s> {style}<sup><a href='#n'>1</a></sup>."
    text = f"<h2>In the Region</h2><h3>Ice</h3><p>{words}</p><del><p>No ice.</p></del>"
    raw = f"{text}<p>Words.</p><p id=n>1. Note.</p>".encode()
    work, (page,) = imported(publication, "2031-01-07-ice.html", raw)
    assert work.failed == []
    assert "\n106 m2, not thrice[^1].\n" in page.text
    (ledger,) = work.ledgers
    told = [each.get("raised, lowered or struck out") for each in ledger["blocks"]]
    assert list(filter(None, told)) == [["6", "2", "not", "thrice"], ["No ice."]]
    line = page.lines.index("106 m2, not thrice[^1].") + 1
    report = (publication.root / FOLDER / "report.txt").read_text("utf-8").splitlines()
    for each, where in {
        "6": line,
        "2": line,
        "not": line,
        "thrice": line,
        "No ice.": line + 2,
    }.items():
        asked = f"  {page.file}:{where}: “{each}” was raised, lowered or struck out, and is plain"
        assert f"{asked}: does it say the same?" in report


def test_what_opens_a_related_article_opens_no_list(publication: Publication) -> None:
    text = "<h2>In the Region</h2><h3>Ice</h3><p>Words.</p><h2>Related Articles</h2><p>1. Report</p><p><a href='https://example.org/r'>A Report of Fiction</a></p>"
    work, (page,) = imported(publication, "2031-01-07-ice.html", text.encode())
    assert work.failed == []
    assert "\n- 1\\. Report: [A Report of Fiction](https://example.org/r)\n" in page.text


def test_a_button_in_a_heading_is_none_of_its_words(publication: Publication) -> None:
    """As Substack has it, on pages that a browser saved."""
    text = "<h2>In the Region<div><button>Copy link</button></div></h2><h3>Ice</h3><p>Words of fiction.</p>"
    _, (page,) = imported(publication, "2031-01-07-ice.html", text.encode())
    assert outline(page)[1:] == [(2, "In the Region"), (3, "Ice")]
    assert "Copy link" not in page.text


def test_mail_that_was_forwarded_is_of_who_wrote_it(publication: Publication) -> None:
    """As Gmail forwards it."""
    message = EmailMessage()
    message["Subject"], message["From"] = (
        "Fwd: Ice on a Lake",
        "A Fictional Reader <reader@example.org>",
    )
    text = "Here is what you asked me for, and more of this fiction.<br><br><div>---------- Forwarded message ---------<br>From: <b>A. Fictional Author</b><br>Date: Tue, Jan 7, 2031 at 8:00 AM<br></div><br><br>"
    story = "<h1>Ice on a Lake</h1><p>January 7, 2031</p><h2>In the Region</h2><h3>Ice</h3><p>Words.</p>"
    message.set_content(f"{text}{story}", subtype="html")
    _, (page,) = imported(publication, "fwd.eml", bytes(message))
    assert page.head.authors == ("TK name of the author",)
    assert "Forwarded message" not in page.text
    assert "asked me for" not in page.text


def test_topics_of_a_source_are_those_of_the_registry(publication: Publication) -> None:
    _, (page,) = imported(publication, "squarespace.xml", SOURCES["squarespace.xml"]())
    assert page.head.topics == ("migration",)
    assert page.head.summary == LEAD
    told = (publication.root / FOLDER / "report.txt").read_text("utf-8")
    assert "Its source has the topic “Lakes of Fiction”, and _data/ has not." in told


def test_links_between_old_editions_are_references(publication: Publication) -> None:
    page = """<html><head><link rel="canonical" href="https://www.example.org/{0}/"></head><body><article>
    <h1>Number {0}</h1><p>January {0}, 2031</p><h2>In the Region</h2><h3>Ice</h3><p>See <a href="{1}">the
    <b>other</b> week</a> and <a href="https://example.org/elsewhere">elsewhere</a>.</p></article></body></html>"""
    publication.write("old/a.html", page.format(7, "https://example.org/14?utm_source=x#top"))
    publication.write("old/b.html", page.format(14, "/7"))
    work = import_sources(publication.root, [publication.root / "old"])
    assert work.failed == []
    seven, fourteen = (each.text for each in work.made)
    assert "See {issue}`the other week <2031-01-14-number-14>` and" in seven
    assert "See {issue}`the other week <2031-01-07-number-7>` and" in fourteen
    assert "[elsewhere](https://example.org/elsewhere)" in seven
    assert [str(each) for each in publication.check() if "TK" not in each.text] == []
    # One that is imported later refers to one that was imported before.
    third = publication.write("new/c.html", page.format(21, "https://example.org/7/"))
    (later,) = import_sources(publication.root, [third]).made
    assert "{issue}`the other week <2031-01-07-number-7>`" in later.text


def test_notes_of_word_stay_notes(publication: Publication) -> None:
    """Of a document that pandoc wrote, with a note of two paragraphs and a link in another."""
    raw = (FOLDER_OF_SOURCES / "2031-01-07-notes.docx").read_bytes()
    work, (page,) = imported(publication, "2031-01-07-notes.docx", raw)
    assert work.failed == []
    assert "who live at it say.[^1]\n" in page.text
    assert "[^1]: By the count of a [fictional office](https://example.org/office).\n" in page.text
    assert "[^2]: In a talk of fiction.\n\n    Its second paragraph.\n" in page.text
    assert [str(each) for each in publication.check() if "TK" not in each.text] == []
    publication.write(page.file, page.text.replace("status: draft", "status: published"))
    built = publication.build()
    notes = built.html(page.docname).select("aside.footnote")
    assert ["second paragraph" in note.text for note in notes] == [False, True]


def test_two_editions_in_one_file_are_two_drafts(publication: Publication) -> None:
    again = TEXT.replace("7 January", "14 January").replace("Ice on a", "Thaw on a")
    masthead = "CPC - Caspian Policy Center"
    text = f"{masthead}\n\n{TEXT}\n{masthead}\n\n{again}"
    work, pages = imported(publication, "two.txt", text.encode())
    assert work.failed == []
    assert [page.head.date.day for page in pages] == [7, 14]
    assert not any("Caspian" in page.text for page in pages)
    assert [page.head.title for page in pages] == [
        "Ice on a Fictional Lake",
        "Thaw on a Fictional Lake",
    ]
    assert all(len(callouts(page)) == 2 for page in pages)


RUSSIAN = """<html><body><nav>Меню</nav><div class="available-content"><h1>Лёд на вымышленном озере</h1>
<p>Автор: Вымышленный Автор</p><p>7 января 2031 г.</p><div><button>Subscribe</button><p>Share</p></div>
<h2>In the Region</h2><h3>Озеро</h3><p>Озеро&nbsp;замёрзло.&shy; <b>Это</b> <i>вымысел</i>, <a href="/2031/old">ссылка</a>.</p>
<img src="https://example.org/pic.jpg" alt="Лёд"><p><strong>Почему это важно:</strong> Потому.</p>
<ul><li>Один<ul><li>Два<ol><li>Три</li></ol></li></ul></li><li><p>Четыре</p><p>Ещё абзац</p></li></ul>
<blockquote><p>Цитата.</p><blockquote>Глубже.</blockquote></blockquote><pre>код  с   пробелами
  и строкой</pre><table><tr><th>А</th><th>Б | В</th></tr><tr><td>1</td><td><b>2</b></td></tr></table>
<img src="data:image/png;base64,{}" alt="">
<h2>Fact of the Week</h2><p>42</p></div></body></html>"""


def test_a_page_that_does_not_say_its_encoding(publication: Publication) -> None:
    """Windows-1251, lists in lists, quotations in quotations, code, a table, pictures of both kinds."""
    raw = RUSSIAN.replace("{}", base64.b64encode(picture()).decode())
    work, (page,) = imported(publication, "ru.html", raw.encode("cp1251", "xmlcharrefreplace"))
    assert work.failed == []
    assert page.head.title == "Лёд на вымышленном озере"
    assert (page.head.authors, page.head.date.day) == (("Вымышленный Автор",), 7)
    assert (
        "TK: a picture has to be saved beside the page, from https://example.org/pic.jpg"
        in page.text
    )
    (callout,) = callouts(page)
    for part in (
        "- Один\n  - Два\n    1. Три\n- Четыре\n\n  Ещё абзац",
        "> Цитата.\n>\n> > Глубже.",
        "код  с   пробелами\n  и строкой",
        "| А | Б \\| В |",
    ):
        assert part in callout
    (saved,) = (publication.root / page.file).parent.glob("*.png")
    assert saved.read_bytes() == picture()
    assert f":::{{picture}} {saved.name}\n:alt: 'TK: " in page.text
    told = (publication.root / FOLDER / "report.txt").read_text("utf-8")
    assert "/2031/old is a link into the old site" in told
    (hint,) = (each for each in check(publication.root, hints=True)[0] if "TK" in each.text)
    others = re.findall(r"\d+", hint.text.partition("to come here")[2])
    lines = [hint.line, *map(int, others)]
    assert lines == [n for n, line in enumerate(page.lines, start=1) if "TK" in line]
    assert [str(each) for each in publication.check()] == []


def test_two_articles_of_a_page_and_a_label_in_a_box_of_its_own(publication: Publication) -> None:
    article = "<article><h1>Number {0}</h1><p>January {0}, 2031 | By A. Fictional Author</p><h2>In the Region</h2><h3>Ice</h3><p>Words of fiction {0}.</p><blockquote><b>WHY IT MATTERS</b></blockquote><p>Because of {0}.</p></article>"
    logo = "<a href='/'><img src='logo.png' alt='A logo'></a>"
    html = f"<html><body>{logo}{article.format(7)}{article.format(14)}</body></html>"
    work, pages = imported(publication, "two.html", html.encode())
    assert work.failed == []
    assert [page.head.date.day for page in pages] == [7, 14]
    assert not any("logo" in page.text for page in pages)
    assert [callouts(page) for page in pages] == [["Because of 7.\n"], ["Because of 14.\n"]]


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("deep.html", b"<div>" * 1200 + b"words" + b"</div>" * 1200, "nested deeper than any page"),
        ("empty.html", b"", "there is no text in it"),
        ("undated.txt", b"In the Region\n\nA Fictional Story\n\nWords.\n", "nothing says its date"),
        ("bad.docx", b"PK", "it cannot be read"),
        ("x.pdf", b"%PDF", "it has a form that is not read"),
        ("2031-01-07.txt", b"", "there is no text in it"),
        ("2031-01-07.html", b"\xc5\xd7\x14\x84\xf8\xcf\x9b\xf4\xb7oG\x90G0\x80K\x9e2%\xa9", "Save it again as UTF-8"),
        ("list.md", b"---\n- a\n- list\n---\nWords.\n", "not made as files of its kind are"),
        ("bad.md", b"---\na: [\n---\nWords.\n", "expected the node content, but found"),
        ("list.json", b"[]", "not made as files of its kind are"),
        ("other.json", b'{"a": 1}', "not made as files of its kind are"),
        ("cut.xml", b"<rss", "there is no text in it"),
        ("evil.xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><title>&x;</title></item></rss>', "there is no text in it"),
    ],
)  # fmt: skip
def test_what_cannot_be_imported_is_told(
    publication: Publication, name: str, raw: bytes, why: str
) -> None:
    work, pages = imported(publication, name, raw)
    assert pages == []
    (failed,) = work.failed
    assert failed.startswith(f"{name}: ")
    assert why in failed
    assert "\n" not in failed
    assert not list((publication.root / "issues").rglob("*.md"))


def test_nothing_but_the_source_is_read(publication: Publication, tmp_path: Path) -> None:
    """Neither a picture above its folder, nor a file that an entity of XML names."""
    publication.write("secret.png", picture())
    secret = publication.write("secret.txt", "A secret.")
    page = "<h2>In the Region</h2><h3>Ice</h3><p>Words.</p><img src='../secret.png' alt='Ice'>"
    _, (read,) = imported(publication, "2031-01-07-ice.html", page.encode())
    assert "a picture has to be saved beside the page" in read.text
    assert not list((publication.root / "issues").rglob("*.png"))
    entities = f'<!ENTITY own "Own words."><!ENTITY file SYSTEM "{secret.as_uri()}">'
    body = "<content:encoded>&lt;h2&gt;In the Region&lt;/h2&gt; One. &own; &file; Two.</content:encoded>"
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    raw = f"<!DOCTYPE rss [{entities}]><rss {space}><item><post_date>2031-01-07</post_date>{body}</item></rss>"
    work, (read,) = imported(publication, "export.xml", raw.encode())
    assert work.failed == []
    assert "One. Own words. Two." in " ".join(read.text.split())


def test_a_file_of_a_zip_that_is_larger_than_any_page_is_not_unpacked(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("periodical.importing.documents._MEMBER_BYTES", 10)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("2031-01-07-ice.html", WORDPRESS)
    work, _ = imported(publication, "export.zip", made.getvalue())
    assert work.failed == [
        "export.zip#2031-01-07-ice.html: it is packed once more, or very large."
        " Unpack it, and import it by itself."
    ]


def packed(files: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize("folder", ["", "Export of a Letter/"])
def test_what_is_lacking_in_an_export_is_told_and_stops_nothing(
    publication: Publication, folder: str
) -> None:
    rows = "post_id,post_date,title\n1.a,2031-01-07,Lost\n2.b,2031-01-14,Kept\n"
    text = "<p>Words of a fictional letter.</p>"
    export = {"posts.csv": rows, "posts/2.b.html": text, "posts/3.c.html": text, "emails.csv": "a"}
    raw = packed({f"{folder}{name}": content for name, content in export.items()})
    work, pages = imported(publication, "export.zip", raw)
    assert [each.head.title for each in pages] == ["Kept"]
    assert [each.partition(". ")[0].rstrip(".") for each in work.failed] == [
        f"export.zip#{folder}posts/1.a.html: There is no file {folder}posts/1.a.html",
        f"export.zip#{folder}posts/3.c.html: nothing says its date",
    ]


def test_a_file_of_a_zip_that_cannot_be_read_stops_no_other(publication: Publication) -> None:
    inner = packed({"2031-01-14-inner.html": WORDPRESS})
    files = {
        "a.docx": b"no document",
        "b.pdf": b"%PDF",
        "c.zip": inner,
        "square.png": b"",
        ".d": b"",
    }
    work, pages = imported(
        publication, "all.zip", packed({**files, "2031-01-07-ice.html": WORDPRESS})
    )
    assert [each.head.date.isoformat() for each in pages] == ["2031-01-07"]
    assert [each.split(": ")[:2] for each in work.failed] == [
        ["all.zip#a.docx", "it cannot be read"],
        ["all.zip#b.pdf", "it has a form that is not read. Save it in one of these"],
        [
            "all.zip#c.zip",
            "it is packed once more, or very large. Unpack it, and import it by itself.",
        ],
    ]


def test_what_of_an_export_is_no_post_is_told(publication: Publication) -> None:
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    item = "<item><post_name>{0}</post_name><post_type>{1}</post_type><content:encoded>{2}</content:encoded></item>"
    kinds = [
        ("a", "page", "Words."),
        ("b", "post", ""),
        ("c", "wp_block", "Words."),
        ("d", "page", ""),
    ]
    items = "".join(item.format(*each) for each in kinds)
    work, _ = imported(publication, "wp.xml", f"<rss {space}>{items}</rss>".encode())
    assert work.failed == ["wp.xml#b: there is no text in it."]
    assert [each.partition(",")[0] for each in work.left] == [
        "wp.xml#a: it is a text of the kind “page”"
    ]
    assert work.left[0] in (publication.root / FOLDER / "report.txt").read_text("utf-8")
    data = json.loads(ghost())
    posts = data["db"][0]["data"]["posts"]
    posts[:] = [posts[0] | {"type": "page"}, posts[0] | {"slug": "empty", "html": None}]
    work, _ = imported(publication, "ghost.json", json.dumps(data).encode())
    assert [each.partition(",")[0] for each in work.left] == [
        "ghost.json#ice: it is a text of the kind “page”"
    ]
    assert work.failed == ["ghost.json#empty: there is no text in it."]


NASTY = (
    "# No heading", "1. Not a list", "2) Nor this", "+ Not this", "*stars* and _lines_ and __both__", "a*b*c and 2 * 3 * 4",
    "**bold", "[words](https://example.org)", "![picture](x.png)", "<b>tag</b> &amp; &lt; &copy; AT&T", "`code` and ``more",
    "{person}`Nobody`", ":::{picture} x.png", "::: note", "% a comment", "(label)=", "~~struck~~ ~one~", "a | b | c", "| a | b |",
    "+++", "[^1]: no note", "[^1] neither", "[x]: https://example.org", "https://example.org/a_b_c", "www.example.org", "a@example.org",
    "\\* escaped \\[", "Setext\n", "=====", "{#id .class}", "Term\n", ": Definition", "    indented", "\tindented", "$x^2$ ^[note]", "a\\", "100 % of it – «все» “all” ‘one’ it's",
    "Line that is long enough to be wrapped at its hundredth sign, so that the next word begins a line, # as 1. or > + - would.",
)  # fmt: skip


@pytest.mark.parametrize("form", ["txt", "html"])
def test_no_sign_of_a_text_is_taken_for_markup(publication: Publication, form: str) -> None:
    text = TEXT.replace(SECOND, "\n\n".join(NASTY))
    raw = text.encode()
    if form == "html":
        from lxml.html import builder, tostring

        paragraphs = [
            builder.P(line)
            if "example.org/a" in line
            else builder.P(builder.EM(line[: len(line) // 2]), line[len(line) // 2 :])
            for line in text.split("\n\n")
        ]
        raw = tostring(builder.HTML(builder.BODY(*paragraphs)))
    work, (page,) = imported(publication, f"2031-01-07.{form}", raw)
    assert work.failed == []
    assert [str(each) for each in publication.check() if "TK" not in each.text] == []
    words = "".join("".join(block.text.split()) for block in read_words(page))
    for line in NASTY:
        assert "".join(line.split()).strip("-") in words


def test_what_a_reader_or_writer_loses_fails_the_edition(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    from periodical.importing.draft import _Writer

    whole = _Writer.whole
    monkeypatch.setattr(
        _Writer, "whole", lambda self, tag: whole(self, tag).replace("42 cm", "24 cm")
    )
    work, pages = imported(publication, "2031-01-07.txt", TEXT.encode())
    assert pages == []
    assert (
        list((publication.root / "issues").rglob("*")) == []
        if (publication.root / "issues").exists()
        else True
    )
    assert "block 14, line " in work.failed[0]
    assert "42cmthick" in work.failed[0]


def test_every_block_is_read_once_and_whole(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    from periodical.importing import blocks, edition

    parts = blocks._parts
    with monkeypatch.context() as patched:
        patched.setattr(blocks, "_parts", lambda *each: list(parts(*each))[:12])
        work, pages = imported(publication, "2031-01-07.txt", TEXT.encode())
    assert pages == []
    assert "words were lost after" in work.failed[0]
    assert "Itistheonlyotherway.”" in work.failed[0]
    below = edition.OldEdition._below

    def cut(reader: edition.OldEdition, block: blocks.SourceBlock, *around: Any) -> None:
        below(reader, block, *around)
        if block.number == 6:
            block.tag.clear()

    monkeypatch.setattr(edition.OldEdition, "_below", cut)
    work, pages = imported(publication, "2031-01-07.txt", TEXT.encode())
    assert pages == []
    assert "block 6: “A fictional lake froze" in work.failed[0]
    assert "is not whole" in work.failed[0]


def test_what_mammoth_leaves_out_fails_the_document(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    import mammoth

    whole = mammoth.convert_to_html
    lose = {
        "convert_to_html": lambda file: SimpleNamespace(value=whole(file).value.replace(MORE, ""))
    }
    monkeypatch.setattr(mammoth, "convert_to_html", lose["convert_to_html"])
    work, pages = imported(publication, "2031-01-07.docx", docx())
    assert pages == []
    assert "words were lost after" in work.failed[0]
    assert "nextboatgoesinMarch" in work.failed[0]


def test_links_are_compared(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    from periodical.importing import draft

    monkeypatch.setattr(draft, "in_brackets", lambda address: f"{address}x")
    work, _ = imported(publication, "ice.md", MARKDOWN.encode())
    assert "https://example.org/road?a=1” became" in work.failed[0]


def test_addresses_say_where_they_lead() -> None:
    encoded = (
        base64.urlsafe_b64encode(b'{"e": "https://example.org/p?utm_source=x"}')
        .decode()
        .rstrip("=")
    )
    led = {
        "https://www.google.com/url?q=https://example.org/a%3Fb%3D1&sa=D": "https://example.org/a?b=1",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2F&h=x": "https://example.org/",
        "https://example.org/a?utm_source=x&id=3&fbclid=q#top": "https://example.org/a?id=3#top",
        "https://example.org/?mc_cid=1&mc_eid=2": "https://example.org/",
        f"https://substack.com/redirect/2/{encoded}.signature": "https://example.org/p",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fx&data=1": "https://example.org/x",
        "https://urldefense.com/v3/__https://example.org/b__;!!abc": "https://example.org/b",
        "https://example.org/search?q=https://example.com/&x=a;b": "https://example.org/search?q=https://example.com/&x=a;b",
        "https://example.list-manage.com/track/click?u=1&id=2": "https://example.list-manage.com/track/click?u=1&id=2",
        "https://www.google.com/url?q=https://l.facebook.com/l.php?u%3Dhttps%253A%252F%252Fexample.org%252Fz": "https://example.org/z",
        "http://[broken": "http://[broken",
    }  # fmt: skip
    assert {address: plain_address(address) for address in led} == led


def test_names_that_the_registry_lacks_are_blocks_to_paste(
    publication: Publication, capsys: pytest.CaptureFixture[str]
) -> None:
    story = "### A Story {0}\n\nThen Zarina Fictionalova met Sadir Japarov in a fiction, said Zarina Fictionalova.\n\n"
    guests = ":::{guests}\n- Edward Lemon, keeper of a fictional lighthouse\n:::\n"
    body = "## In the Region\n\n" + "".join(story.format(n) for n in range(3))
    publication.issue(f"{body}## Majlis Podcast\n\n{guests}")
    capsys.readouterr()
    assert main(["--root", str(publication.root), "names"]) == 0
    said = capsys.readouterr().out.split("\n\n")
    blocks = [entry for each in said for entry in (yaml.safe_load(each) or [])]
    assert {"id": "zarina-fictionalova", "name": "Zarina Fictionalova"} in blocks
    (spelling,) = (each for each in said if "Sadir Japarov" in each)
    assert "may be Sadyr Japarov" in spelling
    assert "Sadir Japarov" in yaml.safe_load(spelling)["spellings"]
    (role,) = (each for each in said if "lighthouse" in each)
    assert "edward-lemon" in role
    assert yaml.safe_load(role)["roles"][0]["role"] == "keeper of a fictional lighthouse"
