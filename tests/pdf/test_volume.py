"""What only a volume has: its contents, and references from one issue to another in it."""

from __future__ import annotations

import re
import shutil
import subprocess

import pikepdf
import pytest
from pikepdf import NumberTree

from ..conftest import Built, Publication
from .reading import Document


def test_references_lead_to_the_story(publication: Publication) -> None:
    words = "Fictional words of a fictional story. " * 400
    publication.issue(
        f"## In the Region\n\n### One\n\n{words}\n\n### Two\n\nAt last.\n", name="first"
    )
    publication.issue(
        "## In the Region\n\nSee {story}`there <2031-01-07#two>`, and {issue}`it <2031-01-07>`.\n",
        date="2031-01-14",
        name="second",
    )
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    document = Document(built.out / "issues/2031.pdf")
    assert document.problems() == []
    contents = " ".join(entry.text() for entry in document.tags.find("TOCI"))
    listed = dict(re.findall(r"(One|Two)\D*(\d+:\d+)", contents))
    assert listed == {"One": "1:1", "Two": "1:5"}
    address = "https://central-asia-in-focus.example/issues/2031/2031-01-07-first.html"
    # On paper, the address is what it is in the issue; on screen, it leads within the volume.
    assert [address in note for note in document.notes] == [True, True]
    for page in listed.values():
        links = document.links_to(f"A Fictional Title, {page}")
        # From the contents, from the words, and from their note.
        assert [document.led_to(link) for link in links] >= [page] * 3
    assert [link for link in document.links if link.startswith(address)] == [address] * 2


def test_the_words_of_each_page_belong_to_tags_of_that_page(printed: Built) -> None:
    """ISO 32000-1, 14.7.4.4: each page has a key, by which its words lead to their tags."""
    pdf = Document(printed.out / "issues/2031.pdf").pdf
    parents = NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    keys = [int(page.StructParents) for page in pdf.pages]
    assert len(set(keys)) == len(keys) > 3
    for page, key in zip(pdf.pages, keys, strict=True):
        numbers = [
            int(operands[1].MCID)
            for operands, _ in pikepdf.parse_content_stream(page, "BDC")
            if isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]
        ]
        assert numbers
        assert max(numbers) < len(parents[key])
        for number in numbers:
            owned = parents[key][number].get("/K")
            held = owned if isinstance(owned, pikepdf.Array) else [owned]
            pages = [each.get("/Pg") for each in held if isinstance(each, pikepdf.Dictionary)]
            of_tag = parents[key][number].get("/Pg")
            assert page.obj in (of_tag, *pages)


def test_headings_of_any_script_are_led_to(publication: Publication) -> None:
    publication.write("_data/people.yaml", "- id: xi\n  name: Xi Jinping\n")
    publication.issue("## In the Region\n\n### Of 习近平\n\nOf Xi Jinping.\n", name="one")
    publication.issue(
        "## In the Region\n\n### Two\n\nSee {story}`it <2031-01-07#of-习近平>`.\n",
        date="2031-01-14", name="two",
    )  # fmt: skip
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    document = Document(built.out / "issues/2031.pdf")
    assert document.problems() == []
    links = document.links_to("A Fictional Title, 1:1")
    # From the contents twice, from the words, from their note, from the index.
    assert [document.led_to(link) for link in links] == ["1:1"] * 5


def test_issues_are_counted_by_their_own_numbers_if_they_have_them(
    publication: Publication,
) -> None:
    story = "## In the Region\n\n### One\n\nTold.\n"
    for number in (7, 8):
        publication.issue(story, date=f"2031-01-0{number}", extra=f"number: {number}\n")
    document = Document(publication.build("pdf", out="_build/pdf").out / "issues/2031.pdf")
    assert document.labels == ["i", "ii", "7:1", "8:1"]
    (contents,) = document.tags.find("TOC")
    assert "No. 8 · 8 January 2031" in contents.text()
    # One without a number, and all are counted.
    publication.issue(story, date="2031-01-09")
    document = Document(publication.build("pdf", out="_build/pdf").out / "issues/2031.pdf")
    assert document.labels == ["i", "ii", "1:1", "2:1", "3:1"]


def test_no_line_of_the_contents_is_a_number_alone(publication: Publication) -> None:
    titles = [f"Fictional {'Tales ' * 12}{'o' * more}" for more in range(1, 24)]
    publication.issue("## In the Region\n" + "".join(f"\n### {each}\n\nTold.\n" for each in titles))
    built = publication.build("pdf", out="_build/pdf")
    document = Document(built.out / "issues/2031.pdf")
    entries = [tag.lines() for tag in document.tags.find("TOCI") if "Tales" in tag.text()]
    assert len([lines for lines in entries if len(lines) > 1]) > 3
    assert all(re.search(r"[a-z]\s+1:\d+$", lines[-1]) for lines in entries), entries


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
def test_spaced_letters_are_read_as_words(publication: Publication) -> None:
    publication.issue("## In the Region\n\n### One\n\nTold.\n")
    built = publication.build("pdf", out="_build/pdf")
    shown = subprocess.run(
        ["pdftotext", str(built.out / "issues/2031.pdf"), "-"],
        check=True, capture_output=True, text=True,
    ).stdout.split("\f")  # fmt: skip
    for page in (shown[0], shown[2]):
        assert page.startswith("Central Asia in Focus\n")
    assert "In the Region" in shown[2]
