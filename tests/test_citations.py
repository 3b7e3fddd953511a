"""How an issue is cited: every format read back by other people's parsers."""

from __future__ import annotations

import json
import re
import shutil
from typing import Any

import bibtexparser
import jsonschema
import pybtex.database
import pytest
import rispy
import yaml
from citeproc import Citation as Cluster
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from jinja2 import Environment, FileSystemLoader
from periodical import words as spoken_words
from periodical.citations import (
    BIBTEX,
    CSL_JSON,
    RIS,
    Citation,
    Format,
    cite_issue,
    cite_stories,
    format_citation,
)
from periodical.markup.quotes import smart_quotes
from periodical.model.issue import IssueHead
from periodical.model.publication import Kind, read_publication
from periodical.model.records import IssueRecord, SectionRecord, StoryRecord
from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)

from .conftest import REPOSITORY, Built, Publication
from .trees import differences, times_of, tree_of

ATTACKS = [
    "Plain words",
    "Braces {unbalanced and } the { other way",
    "A backslash \\input{/etc/passwd} and \\",
    "}, author = {Somebody Else",
    "100% of $5 & #1_2 ^3 ~4",
    "“Quoted” and 'quoted' and \"quoted\"",
    "</cite><script>alert(1)</script> & <b>bold</b>",
    "خبر ساختگی برای آزمایش",
    "ER - ends it, and TY - JOUR",
    "@article{key, title = {No}}",
    "Who pays?",
    "Қазақстан, Ўзбекистон и Тоҷикистон",
    "A comma, and a name",
]
SOURCE = {
    "title": "The “Original” {Edition}",
    "authors": ["An Author", "B. Author"],
    "publisher": "A Fictional Press & Sons",
    "date": "2031-01-01",
    "url": "https://example.org/a_b?c=d%20e",
}
SCHEMAS = REPOSITORY / "tests/schemas"
ADDRESS = "https://central-asia-in-focus.example/issues/2031/2031-01-07-a-fictional-title.html"


def record(title: str, **head: Any) -> IssueRecord:
    """Return an issue with a story and a brief."""
    fields = {"title": title, "date": "2031-01-07", "authors": ["A. Fictional Author"]}
    stories = (
        StoryRecord(smart_quotes(f"Story: {title}"), "the-story", Kind.STORIES),
        StoryRecord("یک خبر", "یک-خبر", Kind.BRIEFS),
    )
    return IssueRecord(
        docname="issues/2031/2031-01-07-a-fictional-title",
        head=IssueHead.model_validate({**fields, "summary": f"About {title}", **head}),
        sections=(
            SectionRecord("In the Region", Kind.STORIES, "in-the-region", stories[:1]),
            SectionRecord("Briefs", Kind.BRIEFS, "briefs", stories[1:]),
        ),
        kept=(),
        mentions=(),
        references=(),
        anchors=(),
        digest="",
    )


def as_file(form: Format, citations: list[Citation]) -> str:
    templates = Environment(loader=FileSystemLoader(REPOSITORY / "_templates"))
    made = form.file_of(citations, lambda name, shown: templates.get_template(name).render(shown))
    return made.decode()


def as_text(citation: Citation) -> str:
    return "".join(words for _, words in format_citation(citation))


def cite(title: str, *, release: str = "", pdf: bool = False, **head: Any) -> list[Citation]:
    issue = record(smart_quotes(title), **head)  # as a page is recorded
    publication = read_publication(REPOSITORY)
    authors = [*map(smart_quotes, issue.head.authors)]
    whole = cite_issue(issue, publication, authors, release=release, with_pdf=pdf)
    return [whole, *cite_stories(issue, whole)]


LATEX = get_default_latex_context_db()
# Characters of LaTeX's own that pylatexenc does not know: source2e, ltoutenc.dtx, OML and T1.
LATEX.add_context_category(
    "braces",
    macros=[
        MacroTextSpec("textbraceleft", "{"),
        MacroTextSpec("textbraceright", "}"),
        MacroTextSpec("textasciicircum", "^"),
    ],
    prepend=True,
)


def latex(text: str) -> str:
    """Return what LaTeX would print, as another program understands it."""
    return LatexNodes2Text(LATEX, strict_latex_spaces=True).latex_to_text(text)


@pytest.mark.parametrize("title", ATTACKS)
def test_bibtex_is_read_back_by_pybtex(title: str) -> None:
    text, title = as_file(BIBTEX, cite(title, source=SOURCE)), smart_quotes(title)
    entries = pybtex.database.parse_string(text, "bibtex").entries
    whole, story, brief = entries.values()
    assert latex(whole.fields["title"]) == title
    assert latex(story.fields["title"]) == f"Story: {title}"
    assert latex(brief.fields["title"]) == "یک خبر"
    assert latex(whole.fields["abstract"]) == f"About {title}"
    assert (whole.fields["year"], whole.fields["month"], whole.fields["day"]) == (
        "2031", "January", "7",
    )  # fmt: skip
    assert [latex(str(person)) for person in whole.persons["author"]] == ["A. Fictional Author"]
    assert whole.fields["url"] == ADDRESS
    assert story.fields["url"] == f"{ADDRESS}#the-story"
    assert "Adapted from An Author and B. Author" in latex(whole.fields["note"])
    assert "A Fictional Press & Sons" in latex(story.fields["note"])


@pytest.mark.parametrize("title", ATTACKS)
def test_bibtex_is_read_back_by_bibtexparser(title: str) -> None:
    library = bibtexparser.parse_string(as_file(BIBTEX, cite(title, authors=[title, "Another"])))
    title = smart_quotes(title)
    assert library.failed_blocks == []
    assert len(library.blocks) == len(library.entries) == 3
    whole = library.entries[0]
    assert whole.key == "2031-01-07-a-fictional-title"
    assert latex(whole["title"]) == title
    assert latex(whole["journal"]) == "Central Asia in Focus"
    # Names that hold “and” or commas stay whole.
    (first, second) = bibtexparser.middlewares.names.split_multiple_persons_names(whole["author"])
    assert (latex(first), second) == (title, "{Another}")


@pytest.mark.parametrize("title", ATTACKS)
def test_ris_is_read_back_by_rispy(title: str) -> None:
    text = as_file(RIS, cite(title, source=SOURCE, volume=3, number=14, pdf=True))
    title = smart_quotes(title)
    whole, story, brief = rispy.loads(text)
    assert whole["title"] == title
    assert (story["title"], brief["title"]) == (f"Story: {title}", "یک خبر")
    assert whole["type_of_reference"] == "MGZN"
    assert whole["authors"] == ["A. Fictional Author"]
    assert whole["secondary_title"] == "Central Asia in Focus"
    assert (whole["volume"], whole["number"]) == ("3", "14")
    assert (whole["year"], whole["date"]) == ("2031", "2031/01/07")
    assert whole["urls"] == [ADDRESS]
    assert whole["file_attachments1"] == ADDRESS.replace(".html", ".pdf")
    assert whole["abstract"] == f"About {title}"
    assert any(note.startswith("Adapted from An Author and B. Author") for note in story["notes"])
    assert "\n" not in text.replace("\r\n", "")


@pytest.mark.parametrize("title", ATTACKS)
def test_csl_json_is_read_and_set_by_citeproc(title: str) -> None:
    items = json.loads(as_file(CSL_JSON, cite(title, source=SOURCE)))
    title = smart_quotes(title)
    # As in the schema of CSL-JSON 1.0.2: no other types, and dates as lists of numbers.
    for item in items:
        assert item["type"] == "article-magazine"
        assert item["issued"] == {"date-parts": [[2031, 1, 7]]}
        assert item["original-date"] == {"date-parts": [[2031, 1, 1]]}
        assert item["author"] == [{"literal": "A. Fictional Author"}]
        assert all(isinstance(value, str | list | dict) for value in item.values())
    assert [item["URL"] for item in items[:2]] == [ADDRESS, f"{ADDRESS}#the-story"]
    source = CiteProcJSON(items)
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Cluster([CitationItem(items[0]["id"])]))
    (entry,) = bibliography.bibliography()
    words = str(entry)
    # Between quotation marks of its own, a style changes those of a title.
    assert re.sub("[‘’“”]", "", title) in re.sub("[‘’“”]", "", words)
    assert "A. Fictional Author" in words
    assert "2031" in words


@pytest.mark.parametrize("title", ATTACKS)
def test_keys_are_good_in_every_program_and_there_once(title: str) -> None:
    keys = [citation.key for citation in cite(title)]
    assert len(set(keys)) == 3
    assert all(key.isascii() and not set(key) & set(" ,{}%#\\\"'()=~") for key in keys)


def test_marks_are_those_of_the_publication_s_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spoken_words, "_spoken", [("ru", spoken_words.translator("ru"))])
    whole, *_ = cite("О «Вымысле»", source=SOURCE)
    assert as_text(whole).startswith("A. Fictional Author, «О „Вымысле“», Central Asia in Focus")
    assert "«The “Original” {Edition}», A Fictional Press" in as_text(whole)


@pytest.mark.parametrize(
    ("head", "options", "words"),
    [
        (
            {},
            {},
            "A. Fictional Author, “The Title,” Central Asia in Focus (Caspian Policy Center), "
            f"7 January 2031, {ADDRESS}.",
        ),
        (
            {"title": "Who “Pays”?", "volume": 3, "number": 14, "authors": ["A", "B", "C"]},
            {"release": "v2031.1"},
            "A, B and C, “Who ‘Pays’?” Central Asia in Focus 3, no. 14 (Caspian Policy Center), "
            f"7 January 2031, version v2031.1, {ADDRESS}.",
        ),
        (
            {
                "source": SOURCE,
                "revisions": [{"date": "2031-01-09", "kind": "correction", "note": "It was."}],
            },
            {},
            "A. Fictional Author, “The Title,” Central Asia in Focus (Caspian Policy Center), "
            f"7 January 2031, as revised on 9 January 2031, {ADDRESS}. Adapted from An Author and "
            "B. Author, “The ‘Original’ {Edition},” A Fictional Press & Sons, 1 January 2031, "
            "https://example.org/a_b?c=d%20e.",
        ),
    ],
)
def test_in_words(head: dict[str, Any], options: dict[str, Any], words: str) -> None:
    title = head.pop("title", "The Title")
    whole, story, _ = cite(title, **options, **head)
    assert as_text(whole) == words
    assert as_text(story).startswith(as_text(whole).split(" “")[0])
    assert f"#{'the-story'}" in as_text(story)
    assert ("address", ADDRESS) in format_citation(whole)


@pytest.mark.parametrize(
    ("release", "revised", "version"),
    [("", None, "2031-01-07"), ("", "2031-02-01", "2031-02-01"), ("v9", "2031-02-01", "v9")],
)
def test_version(release: str, revised: str | None, version: str) -> None:
    revisions = [{"date": revised, "kind": "update", "note": "It is."}] if revised else []
    citations = cite("The Title", release=release, revisions=revisions)
    assert citations[0].version == version
    assert [item["version"] for item in json.loads(as_file(CSL_JSON, citations))] == [version] * 3
    (whole, *_) = pybtex.database.parse_string(
        as_file(BIBTEX, citations), "bibtex"
    ).entries.values()
    assert whole.fields["version"] == version


# On the site

EXTRA = """\
volume: 3
number: 14
source:
  title: "The original"
  authors: [An Author]
  publisher: A Fictional Press
  date: 2031-01-01
"""
PAGE = "issues/2031/2031-01-07-a-fictional-title"
PERSIAN = "issues/2031/2031-01-14-persian"
BODY = "## In the Region\n\n### A <3 “story”\n\nWords.\n\n### Another\n\nWords.\n"


@pytest.fixture(scope="module")
def site(shared_publication: Publication) -> Built:
    shared_publication.issue(BODY, title="With <3 & “quotes”", extra=EXTRA)
    shared_publication.issue(
        "## In the Region\n\n### یک خبر\n\nمتن.\n",
        date="2031-01-14",
        name="persian",
        title="خبر ساختگی",
        extra="language: fa\n",
    )
    shared_publication.overrides["periodical_documents"] = ("pdf",)
    return shared_publication.build()


def test_at_the_foot_of_the_page(site: Built) -> None:
    assert site.warnings == []
    section = site.html(PAGE).select_one("main > section.cite")
    assert section.select_one("h2").get_text() == "Cite this issue"
    first, *stories = section.select(".citation")
    assert first.get_text().startswith("A. Fictional Author, “With <3 & ‘quotes’,” Central Asia")
    assert first.get_text().endswith("A Fictional Press, 1 January 2031.")
    assert [each.select_one("bdi + bdi").get_text() for each in stories] == [
        "A <3 ‘story’", "Another",
    ]  # fmt: skip
    own = site.html(PAGE)
    for each in stories:
        anchor = each.select_one("a")["href"].partition("#")[2]
        assert own.find(id=anchor)
    assert site.html("index").select("section.cite") == []
    assert site.html(PERSIAN).select_one(".cite bdi[lang=fa]").get_text() == "خبر ساختگی"


def test_meta_tags(site: Built) -> None:
    page = site.html(PAGE)

    def content(name: str) -> list[str]:
        return [tag["content"] for tag in page.select(f"head meta[name={name}]")]

    address = f"https://central-asia-in-focus.example/{PAGE}"
    assert {
        tag["name"]: content(tag["name"]) for tag in page.select("head meta[name^=citation_]")
    } == {
        "citation_title": ["With <3 & “quotes”"],
        "citation_author": ["A. Fictional Author"],
        "citation_publication_date": ["2031/01/07"],
        "citation_journal_title": ["Central Asia in Focus"],
        "citation_volume": ["3"],
        "citation_issue": ["14"],
        "citation_publisher": ["Caspian Policy Center"],
        "citation_language": ["en"],
        "citation_public_url": [f"{address}.html"],
        "citation_fulltext_html_url": [f"{address}.html"],
        "citation_pdf_url": [f"{address}.pdf"],
    }
    assert site.html("index").select("meta[name^=citation_]") == []


def test_files_beside_the_page(site: Built) -> None:
    links = {
        link.get_text(): site.out / "issues/2031" / link["href"]
        for link in site.html(PAGE).select(".cite .formats a")
    }
    assert list(links) == ["BibTeX", "RIS", "CSL-JSON"]
    read = [path.read_bytes().decode() for path in links.values()]
    bibtex = pybtex.database.parse_string(read[0], "bibtex").entries
    ris = rispy.loads(read[1])
    csl = json.loads(read[2])
    keys = [item["id"] for item in csl]
    assert keys == list(bibtex) == [item["id"] for item in ris]
    assert len(keys) == 3
    assert "version" in csl[0]


def test_files_follow_their_issues(publication: Publication) -> None:
    page = publication.issue(BODY)
    other = publication.issue(BODY, date="2031-01-14", name="other")

    def build() -> dict[str, bytes]:
        assert publication.build().warnings == []
        return tree_of(publication.root / "_build/site")

    first = build()
    times = times_of(publication.root / "_build/site")
    build()
    assert times_of(publication.root / "_build/site") == times

    publication.issue(BODY.replace("Another", "A third"))
    second = build()
    beside = {path for path in first if path.startswith("issues/") and not path.endswith(".html")}
    assert {path for path in beside if first[path] != second[path]} == {
        f"{page}.bib", f"{page}.ris", f"{page}.csl.json", f"{page}.md",
    }  # fmt: skip
    (publication.root / "_build/site" / f"{other}.ris").unlink()
    assert build() == second
    publication.overrides["periodical_release"] = "v2031.1"
    assert b"v2031.1" in build()[f"{other}.bib"]
    (publication.root / f"{other}.md").unlink()
    last = build()
    assert not [path for path in last if path.startswith(other)]
    shutil.rmtree(publication.root / "_build")
    assert differences(last, build()) == []


# The repository itself


def test_the_repository_says_how_to_cite_it() -> None:
    said = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text("utf-8"))
    publication = read_publication(REPOSITORY)
    schema = json.loads((SCHEMAS / "citation-file-format-1.2.0.json").read_text("utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert list(validator.iter_errors(said)) == []
    assert list(validator.iter_errors(said | {"type": "newsletter"}))
    assert said["title"] == publication.name
    assert [author["name"] for author in said["authors"]] == [publication.publisher.name]
    assert said["url"] == publication.base_url
