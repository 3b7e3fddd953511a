"""Identifiers, where readers see them; and what is deposited of an issue, valid where it is."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import etree
from periodical.model.publication import PublicationError, read_publication
from periodical.model.values import DOI, is_isni, is_issn, is_orcid

from .commands import periodical
from .conftest import REPOSITORY, Publication, Site, make_publication, make_site
from .pdf.conftest import EVERYTHING_PAGE, add_everything
from .pdf.reading import Document

XLINK = "{http://www.w3.org/1999/xlink}href"
PAGE = "issues/2031/2031-01-21-numbered"
ID = "2031-01-21-numbered"
CONF = """
periodical_issn = "0317-8471"
periodical_doi_prefix = "10.5555"
periodical_contact = "desk@example.org"
"""
TWICE = """revisions:
- {date: 0987-05-02, kind: correction, note: A fictional slip.}
- {date: 0987-05-02, kind: correction, note: Another.}
"""
PEOPLE = """
- id: josiah-carberry
  name: Josiah Carberry
  orcid: 0000-0002-1825-0097
  isni: "000000012146438X"
  wikidata: Q2000001
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    publication = make_publication(tmp_path_factory.mktemp("deposit"))
    with (publication.root / "conf.py").open("a") as conf:
        conf.write(CONF)
    people = publication.root / "_data/people.yaml"
    people.write_text(people.read_text("utf-8") + PEOPLE, "utf-8")
    add_everything(publication)
    page = publication.issue(
        "## In the Region\n\n### A Story\n\nWords.[^1] See [above](#a-story).\n\n[^1]: A note.\n",
        date="2031-01-21", name="numbered", title="A Number & a Sign",
        extra="doi: 10.5555/numbered.1\nvolume: 4\nnumber: 3\ntopics: [migration]\n",
    )  # fmt: skip
    publication.issue(
        "## In the Region\n\n### Old\n\nWords.\n", date="0987-05-01", name="old", extra=TWICE
    )
    text = (publication.root / f"{page}.md").read_text("utf-8")
    publication.write(f"{page}.md", text.replace("[A. Fictional Author]", "[josiah-carberry]"))
    return make_site(publication.root)


def data(site: Site, path: str) -> Path:
    return site.out / "data" / path


# Check digits


@given(st.integers(0, 10**7 - 1))
def test_one_check_digit_of_an_issn_is_right(number: int) -> None:
    first = f"{number:07}"
    numbers = [f"{first[:4]}-{first[4:]}{last}" for last in "0123456789X"]
    assert sum(map(is_issn, numbers)) == 1


@given(st.integers(0, 10**15 - 1), st.integers(0, 14))
def test_one_check_digit_of_an_isni_is_right_and_a_slip_is_seen(number: int, place: int) -> None:
    (isni,) = (f"{number:015}{last}" for last in "0123456789X" if is_isni(f"{number:015}{last}"))
    slip = isni[:place] + str((int(isni[place]) + 1) % 10) + isni[place + 1 :]
    assert not is_isni(slip)
    assert is_orcid("-".join(isni[at : at + 4] for at in range(0, 16, 4)))
    assert not is_orcid(isni)


def test_the_form_of_a_doi() -> None:
    assert DOI.fullmatch("10.5555/2031-01-21_a(b);c")
    for wrong in ("10.55/a", "doi:10.5555/a", "10.5555/", "10.5555/a b", "10.5555/ä"):
        assert not DOI.fullmatch(wrong)


def test_a_doi_of_another_prefix_is_reported(publication: Publication) -> None:
    with (publication.root / "conf.py").open("a") as conf:
        conf.write('periodical_doi_prefix = "10.5555"\n')
    publication.issue("## In the Region\n\n### A Story\n\nWords.\n", extra="doi: 10.1234/other\n")
    (found,) = publication.check()
    assert (found.code, found.line) == ("invalid-value", 6)
    assert "The DOI 10.1234/other does not begin with 10.5555/" in str(found)
    assert any(str(found.message) in each for each in publication.build().warnings)


@pytest.mark.parametrize("wrong", ['periodical_issn = "0317-8472"', 'periodical_doi_prefix = "10"'])
def test_a_wrong_number_in_conf_py_is_said(publication: Publication, wrong: str) -> None:
    with (publication.root / "conf.py").open("a") as conf:
        conf.write(f"{wrong}\n")
    with pytest.raises(PublicationError, match=wrong.split('"')[1]):
        read_publication(publication.root)
    last = len((publication.root / "conf.py").read_text("utf-8").splitlines())
    done = periodical("build", cwd=publication.root)
    assert done.returncode
    assert done.stderr.startswith(f"periodical: conf.py:{last}: “periodical_")


# Where they are shown


def test_readers_are_shown_the_numbers(made: Site) -> None:
    page = made.html(PAGE)
    assert "ISSN 0317-8471" in page.find("footer", class_="imprint").text
    (jats,) = page.select('link[rel="alternate"][type="application/xml"]')
    assert (made.out / PAGE).parent.joinpath(jats["href"]).resolve().is_file()
    assert page.find("meta", attrs={"name": "citation_doi"})["content"] == "10.5555/numbered.1"
    assert page.find("meta", attrs={"name": "citation_issn"})["content"] == "0317-8471"
    cited = page.select_one(".cite .citation")
    assert cited.find("a")["href"] == "https://doi.org/10.5555/numbered.1"
    # A story has no DOI of its own, and an issue without one keeps its address.
    assert page.select(".cite li a")[0]["href"].endswith(f"{ID}.html#a-story")
    assert made.html(EVERYTHING_PAGE).find("meta", attrs={"name": "citation_doi"}) is None
    assert "doi = {10.5555/numbered.1}" in (made.out / f"{PAGE}.bib").read_text("utf-8")
    assert "DO  - 10.5555/numbered.1" in (made.out / f"{PAGE}.ris").read_text("utf-8")
    item = json.loads((made.out / f"{PAGE}.csl.json").read_text("utf-8"))[0]
    assert (item["DOI"], item["ISSN"]) == ("10.5555/numbered.1", "0317-8471")
    with pikepdf.open(made.out / f"{PAGE}.pdf") as pdf:
        links = [str(a.A.URI) for sheet in pdf.pages for a in sheet.get("/Annots", []) if "/A" in a]
        with pdf.open_metadata() as metadata:
            prism = "{http://prismstandard.org/namespaces/basic/2.0/}issn"
            assert metadata[prism] == "0317-8471"
    assert "https://doi.org/10.5555/numbered.1" in links
    # At the head, and in the colophon.
    printed = " ".join(Document(made.out / f"{PAGE}.pdf").text.split())
    assert [printed.count(each) for each in ("ISSN 0317-8471", "· ISSN 0317-8471")] == [2, 1]


def test_data_and_feeds_have_the_numbers(made: Site) -> None:
    issues = json.loads(data(made, "issues.json").read_text("utf-8"))
    assert [issue["doi"] for issue in issues][-1] == "10.5555/numbered.1"
    (person,) = (
        each
        for each in json.loads(data(made, "people.json").read_text("utf-8"))
        if each["id"] == "josiah-carberry"
    )
    assert (person["orcid"], person["isni"]) == ("0000-0002-1825-0097", "000000012146438X")
    for feed in ("issues.atom.xml", "issues.rss.xml"):
        found = etree.parse(made.out / "feeds" / feed).iter(
            "{http://purl.org/dc/elements/1.1/}identifier"
        )
        assert [each.text for each in found] == ["https://doi.org/10.5555/numbered.1"]


# What is deposited


def test_datacite_takes_each_issue(made: Site) -> None:
    schema = json.loads((REPOSITORY / "tests/schemas/datacite-4.5.json").read_text("utf-8"))
    validator = Draft202012Validator(schema)
    files = sorted(data(made, "datacite").glob("*.json"))
    assert len(files) == 4
    for file in files:
        assert [
            error.message for error in validator.iter_errors(json.loads(file.read_bytes()))
        ] == []
        assert not re.search(r'\[\s*\]|\{\s*\}|: ""', file.read_text("utf-8"))
    record = json.loads(data(made, f"datacite/{ID}.json").read_bytes())
    assert list(validator.iter_errors({**record, "publicationYear": "soon"}))
    assert record["doi"] == "10.5555/numbered.1"
    assert record["creators"][0]["nameIdentifiers"][0]["nameIdentifier"] == (
        "https://orcid.org/0000-0002-1825-0097"
    )
    assert (
        record["relatedItems"][0]["relatedItemIdentifier"]["relatedItemIdentifier"] == "0317-8471"
    )
    # Before a DOI is registered, one is proposed.
    other = EVERYTHING_PAGE.rpartition("/")[2]
    assert (
        json.loads(data(made, f"datacite/{other}.json").read_bytes())["doi"] == f"10.5555/{other}"
    )


def test_crossref_is_told_what_it_asks_for(made: Site) -> None:
    names = {"c": "http://www.crossref.org/schema/5.5.0"}
    batch = etree.parse(data(made, f"crossref/{ID}.xml"))

    def said(path: str) -> str:
        return str(batch.findtext(f".//c:{path}", namespaces=names))

    assert said("doi_data/c:doi") == "10.5555/numbered.1"
    assert said("doi_data/c:resource") == f"https://central-asia-in-focus.example/{PAGE}.html"
    assert said("journal_metadata/c:issn") == "0317-8471"
    assert said("head/c:timestamp") == "20310121000000"
    # What is corrected twice on one day is newer each time, or Crossref would not take it.
    old = etree.parse(data(made, "crossref/0987-05-01-old.xml"))
    stamps = [
        old.findtext(f".//c:head/c:{name}", None, names) for name in ("timestamp", "doi_batch_id")
    ]
    assert stamps == ["09870502000002", "0987-05-01-old.0987-05-02.2"]
    assert old.findtext(".//c:publication_date/c:year", None, names) == "0987"
    assert said("titles/c:title") == "A Number & a Sign"
    assert said("person_name/c:surname") == "Josiah Carberry"
    assert said("person_name/c:ORCID") == "https://orcid.org/0000-0002-1825-0097"


def test_crossref_is_told_nothing_that_it_cannot_answer(publication: Publication) -> None:
    """It answers by mail; who can be reached otherwise has what DataCite asks for."""
    name = publication.issue("## In the Region\n\nWords.\n").rpartition("/")[2]
    publication.overrides |= {
        "periodical_doi_prefix": "10.5555", "periodical_contact": "https://desk.example/",
    }  # fmt: skip
    built = publication.build()
    assert built.warnings == []
    made = {path.parent.name for path in (built.out / "data").glob(f"*/{name}.*")}
    assert made == {"jats", "datacite"}


def test_jats_has_the_text_and_its_metadata(made: Site) -> None:
    article = etree.parse(data(made, f"jats/{ID}.xml")).getroot()
    assert article.findtext(".//article-title") == "A Number & a Sign"
    ids = {each.get("pub-id-type"): each.text for each in article.iter("article-id")}
    assert ids == {"publisher-id": ID, "doi": "10.5555/numbered.1"}
    assert article.find(".//pub-date").get("iso-8601-date") == "2031-01-21"
    assert [each.text for each in article.iterfind(".//body/sec/sec/title")] == ["A Story"]
    (note,) = article.iterfind(".//back/fn-group/fn")
    references = [each.get("rid") for each in article.iter("xref")]
    assert references == [note.get("id"), "a.a-story"]
    whole = etree.parse(data(made, f"jats/{EVERYTHING_PAGE.rpartition('/')[2]}.xml")).getroot()
    ids_of_all = [each.get("id") for each in whole.iter() if each.get("id")]
    assert len(ids_of_all) == len(set(ids_of_all))
    for name in ("table-wrap", "disp-quote", "fig", "list", "preformat", "boxed-text", "history"):
        assert next(whole.iter(name), None) is not None, name
    # No element of HTML is left in it, and no word of the text is lost.
    for name in ("div", "span", "h3", "ul", "li", "a", "em", "strong", "img", "figure", "aside"):
        assert next(whole.iter(name), None) is None, name
    words = " ".join("".join(whole.find("body").itertext()).split())
    page = made.html(EVERYTHING_PAGE)
    for paragraph in page.select("article section section p"):
        if paragraph.find_parent(class_=["foot", "story-foot", "issue-foot"]) is None:
            first = paragraph.find(string=True, recursive=False)
            assert first is None or " ".join(str(first).split()) in words


@pytest.fixture
def schemas() -> Callable[[str], Path]:
    """The folders of schemas in packages that only the nightly run installs."""

    def folder(package: str) -> Path:
        found = importlib.util.find_spec(package)
        if found is None or not found.origin:
            pytest.skip(f"{package} is not installed: its schemas are compared every night")
        return Path(found.origin).parent

    return folder


def test_jats_is_valid(made: Site, schemas: Callable[[str], Path]) -> None:
    folder = schemas("packtools") / "catalogs/jats-publishing-dtd-1.1"
    dtd = etree.DTD(str(folder / "JATS-journalpublishing1.dtd"))
    for file in data(made, "jats").iterdir():
        article = etree.parse(file)
        # Of 1.3, the package has no schema; what is valid in 1.1 is so in 1.3.
        article.getroot().set("dtd-version", "1.1")
        assert dtd.validate(article), dtd.error_log
    article.getroot().append(etree.Element("front"))
    assert not dtd.validate(article)


def test_crossref_is_valid(made: Site, schemas: Callable[[str], Path]) -> None:
    folder = schemas("commonmeta") / "resources/crossref"
    xmlschema = pytest.importorskip("xmlschema")

    def here(url: str) -> str:
        name = url.rpartition("/")[2]
        return next((path.as_uri() for path in folder.rglob(name)), url)

    schema = xmlschema.XMLSchema11(str(folder / "crossref5.5.0.xsd"), uri_mapper=here, allow="all")

    def errors(batch: etree._ElementTree) -> Iterator[str]:
        return (str(error.reason) for error in schema.iter_errors(batch))

    # Crossref takes nothing that is older than 1400.
    for file in data(made, "crossref").glob("2*.xml"):
        batch = etree.parse(file)
        assert list(errors(batch)) == []
    batch.getroot()[0].remove(batch.getroot()[0][0])
    assert list(errors(batch))
