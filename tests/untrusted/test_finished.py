"""The last look at a finished page, for the day on which something brings in what nobody wrote."""

from __future__ import annotations

import pytest
from PIL import Image

from ..conftest import Built, Publication

# The maintainers' own `conf.py` plays the update of a parser that lets through what it should not.
INTRUDER = """

def setup(app):
    from docutils import nodes

    def reference(address):
        return nodes.paragraph("", "", nodes.reference("", f"to {address}", refuri=address))

    def picture(name, **formats):
        formats = {f"image/{key}": other for key, other in formats.items()}
        return nodes.image(uri=name, alt="A fictional picture", candidates={"*": name, **formats})

    def intrude(app, document):
        if not app.env.docname.startswith("issues/"):
            return
        section = list(document.findall(nodes.section))[-1]
        section += [reference(address) for address in (
            "javascript:alert(1)", "JavaScript:alert(1)", "//intruder.example/", "data:text/html,x",
            "https://example.org/honest", "HTTP://example.org/honest", "mailto:desk@example.org",
            "#fiction",
        )]
        section += [
            picture("https://intruder.example/far.png"),
            picture("secret.png"),
            picture("issues/../secret.png"),
            picture("issues/2031/missing.png"),
            picture("issues/2031/honest.png", webp="issues/../secret.png"),
            picture("issues/2031/honest.png"),
            nodes.raw("", "<script>intruder()</script>", format="html"),
        ]

    # After pictures have been collected, before the last look.
    app.connect("doctree-read", intrude, priority=800)
"""

REFUSED = [
    "The address “javascript:alert(1)”",
    "The address “JavaScript:alert(1)”",
    "The address “//intruder.example/”",
    "The address “data:text/html,x”",
    "The picture “https://intruder.example/far.png”",
    "The picture “secret.png”",
    "The picture “issues/../secret.png”",
    "The picture “issues/2031/missing.png”",
    "The picture “issues/2031/honest.png”",  # of which another format is not
    "A node “raw”",
]


@pytest.fixture(scope="module")
def built(shared_publication: Publication) -> Built:
    root = shared_publication.root
    conf = (root / "conf.py").read_text("utf-8")
    shared_publication.write("conf.py", conf + INTRUDER)
    page = shared_publication.issue("## In the Region\n\n### Fiction\n\n![A sign](honest.png)\n")
    for path in ("issues/2031/honest.png", "secret.png"):
        Image.new("RGB", (32, 20), "#0b6e7a").save(root / path)
    assert shared_publication.check() == []
    made = shared_publication.build()
    assert page == "issues/2031/2031-01-07-a-fictional-title"
    return made


def test_what_nobody_could_write_is_refused(built: Built) -> None:
    said = [line.partition("WARNING: ")[2] for line in built.warnings]
    said = [line.partition(" cannot be a part of an issue.")[0] for line in said]
    assert sorted(line for line in said if line) == sorted(REFUSED)


def test_nothing_of_it_is_on_the_page(built: Built) -> None:
    article = built.html("issues/2031/2031-01-07-a-fictional-title").select_one("article")
    links = {link["href"] for link in article.select("p > a.reference")}
    assert links == {
        "https://example.org/honest", "HTTP://example.org/honest", "mailto:desk%40example.org",
        "#fiction",
    }  # fmt: skip
    assert {image["alt"] for image in article.select("img")} <= {"A sign", "A fictional picture"}
    assert len(article.select("img")) == 2
    assert not article.select("script")
    assert "intruder()" in article.get_text()  # as text, not lost
