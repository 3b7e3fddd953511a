"""Addresses: one base, joined in one way; old ones that a file system can hold."""

from __future__ import annotations

import json

import pikepdf
import pytest

from .conftest import Built, Publication, make_publication
from .links import dead_ends
from .pdf.reading import Document

PAGE = "issues/0987/0987-05-01-an-old-page"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site whose base is in a folder and has no slash at its end, of an issue of long ago."""
    publication = make_publication(tmp_path_factory.mktemp("addresses"))
    conf = (publication.root / "conf.py").read_text("utf-8")
    lines = [line for line in conf.split("\n") if not line.startswith("html_baseurl")]
    base = 'html_baseurl = "https://news.example.org/paper"'
    publication.write("conf.py", "\n".join([base, *lines]))
    publication.issue(
        "## In the Region\n\nWords.\n",
        date="0987-05-01",
        name="an-old-page",
        extra="redirect_from: issues/0987/an-older-page.html\n",
    )
    assert publication.check() == []
    built = publication.build()
    assert built.warnings == []
    return built


def test_every_address_begins_with_the_base(site: Built) -> None:
    page = f"https://news.example.org/paper/{PAGE}.html"
    html = site.html(PAGE)
    for selector, attribute in (
        ("link[rel=canonical]", "href"),
        ("meta[property='og:url']", "content"),
    ):
        (tag,) = html.select(selector)
        assert tag[attribute] == page
    (public,) = html.select("meta[name=citation_public_url]")
    assert public["content"] == page
    old = site.html("issues/0987/an-older-page")
    (canonical,) = old.select("link[rel=canonical]")
    assert canonical["href"] == page
    records = json.loads((site.out / f"{PAGE}.csl.json").read_text("utf-8"))
    assert records[0]["URL"] == page
    data = json.loads((site.out / "data/issues.json").read_text("utf-8"))
    assert page in json.dumps(data)
    for path in site.out.rglob("*.*"):
        if path.suffix in (".html", ".json", ".bib", ".ris", ".csv"):
            text = path.read_text("utf-8")
            assert "paperissues" not in text, path
            assert "news.example.org/issues" not in text, path


def test_a_year_has_four_digits(site: Built) -> None:
    assert "\nDA  - 0987/05/01\n" in (site.out / f"{PAGE}.ris").read_text("utf-8")
    assert "{0987}" in (site.out / f"{PAGE}.bib").read_text("utf-8")


@pytest.mark.parametrize(
    "address",
    [
        "issues/2031.html/x.html", "issues/2031/2031-01-07-a-fictional-title.html/x.html",
        "issues/2031/2031-01-07-a-fictional-title.pdf/x.html", "issues/2031.pdf/x.html",
        "issues/2031/2031-01-07-a-fictional-title.bib/x.html",
        "issues/2031/2031-01-07-A-Fictional-Title.html", "issues/2031/2031-02-01-ANOTHER.html",
        "issues/2031/Taken.html", "issues/2031/con.html", "issues/2031/-x.html",
    ],
)  # fmt: skip
def test_an_old_address_that_is_no_file_of_its_own_is_refused(
    publication: Publication, address: str
) -> None:
    publication.issue("## In the Region\n\nWords.\n", extra=f"redirect_from: ['{address}']\n")
    publication.issue(
        "## In the Region\n\nWords.\n", date="2031-02-01", name="another",
        extra="redirect_from: [issues/2031/taken.html]\n",
    )  # fmt: skip
    (problem,) = publication.check()
    assert problem.code in ("invalid-value", "redirect")
    # The build says the same, and ends.
    warnings = publication.build().warnings
    assert problem.text in " ".join(warnings)


@pytest.mark.parametrize("old", ["people/index.html/x.html", "About.html", "people/con.html"])
def test_so_is_one_of_the_maintainers(publication: Publication, old: str) -> None:
    publication.issue("## In the Region\n\nWords.\n")
    publication.overrides["periodical_redirects"] = {old: "about.html"}
    (warning,) = publication.build().warnings
    assert old in warning


def test_without_a_base_a_pdf_prints_paths(publication: Publication) -> None:
    publication.overrides["html_baseurl"] = ""
    page = publication.issue("## In the Region\n\nWords.\n", name="a-page")
    built = publication.build("pdf")
    assert built.warnings == []
    with pikepdf.open(built.out / f"{page}.pdf") as pdf:
        links = [str(a.A.URI) for sheet in pdf.pages for a in sheet.get("/Annots", []) if "/A" in a]
    assert not any("a-page" in link for link in links)
    assert f"Permanent address {page}.html" in " ".join(
        Document(built.out / f"{page}.pdf").text.split()
    )


def test_without_a_base_a_page_leads_to_nothing_that_is_not_there(publication: Publication) -> None:
    publication.overrides |= dict.fromkeys(("html_baseurl", "ogp_site_url"), "")
    publication.issue("## In the Region\n\nWords.\n")
    built = publication.build()
    assert built.warnings == []
    assert dead_ends(built.out, base="https://nowhere.example/") == []
