"""Every link of a site leads somewhere, and nothing is asked of another site."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Site
from .links import dead_ends, pages_of

REAL = "https://central-asia-in-focus.example/"
FICTION = "https://invented-lands.example/"


@pytest.mark.parametrize(("name", "base"), [("real", REAL), ("demo", FICTION)])
def test_every_link_leads_somewhere(request: pytest.FixtureRequest, name: str, base: str) -> None:
    """Of the site as `make site` builds it, with its PDFs."""
    site: Site = request.getfixturevalue(name)
    assert len(pages_of(site.out)) > 20
    assert dead_ends(site.out, base=base) == []


def test_pages_with_a_pdf_say_so(real: Site) -> None:
    pdfs = {path.relative_to(real.out).as_posix() for path in real.out.rglob("*.pdf")}
    assert len(pdfs) == 2
    said = [page for page in real.pages if real.html(page).select("link[type='application/pdf']")]
    assert {f"{page}.pdf" for page in said} == pdfs


BROKEN = """\
<html><head><meta http-equiv="refresh" content="0; url=gone.html">
<meta property="og:image" content="https://a.example/gone.png">
<link rel="alternate" href="gone.pdf"><link rel="canonical" href="https://b.example/">
<link rel="stylesheet" href="https://b.example/x.css"></head>
<body id="here"><a href="#here">1</a><a href="#gone">2</a><a href="?q=1">3</a>
<a href="https://b.example/x">4</a><a href="https://a.example/#here">5</a>
<img src="gone.png" srcset="page.html 1x, gone-2.png 2x"></body></html>
"""


def test_what_leads_nowhere_is_found(tmp_path: Path) -> None:
    """The check itself: it does not pass whatever it is given."""
    for name in ("index", "page"):
        (tmp_path / f"{name}.html").write_text(BROKEN.replace("gone", f"gone-{name}"), "utf-8")
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static/a.css").write_text("a { src: url('no.woff2'), url(a.css) }", "utf-8")
    found = dead_ends(tmp_path, base="https://a.example/")
    found = [each for each in found if "page.html: " not in each]
    assert [each.partition(": ")[2] for each in found] == [
        "gone-index.html", "https://a.example/gone-index.png", "gone-index.pdf",
        "loads https://b.example/x.css", "#gone-index", "gone-index.png", "gone-index-2.png",
        "no.woff2",
    ]  # fmt: skip
