"""The examples of CONTRIBUTING.md are what contributors copy: each has to work as it stands."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from PIL import Image

from .conftest import REPOSITORY, Built, Publication

GUIDE = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
EXAMPLES = re.findall(r"(?ms)^```markdown\n(.*?)^```$", GUIDE)


def page_name(number: int) -> str:
    return f"issues/2031/2031-01-{number + 1:02}-example"


@pytest.fixture(scope="module")
def publication(shared_publication: Publication) -> Publication:
    shutil.copytree(REPOSITORY / "issues", shared_publication.root / "issues")
    for number, example in enumerate(EXAMPLES):
        shared_publication.issue(
            f"## In the Region\n\n### Fiction\n\nWords before.\n\n{example}\n\nWords after.\n",
            date=f"2031-01-{number + 1:02}",
            name="example",
        )
    Image.new("RGB", (640, 400), "#0b6e7a").save(shared_publication.root / "issues/2031/pass.png")
    return shared_publication


@pytest.fixture(scope="module")
def built(publication: Publication) -> Built:
    return publication.build()


def example_with(built: Built, words: str) -> BeautifulSoup:
    return built.html(page_name(next(n for n, each in enumerate(EXAMPLES) if words in each)))


def test_every_directive_has_an_example() -> None:
    from periodical.markup.directives import DIRECTIVES

    shown = set(re.findall(r"(?m)^:::\{([\w-]+)\}", "\n".join(EXAMPLES)))
    assert shown == set(DIRECTIVES)


def test_examples_pass_the_check(publication: Publication) -> None:
    assert publication.check() == []


def test_examples_build_without_a_warning(built: Built) -> None:
    assert built.warnings == []


def test_the_example_of_a_correction_works(publication: Publication, built: Built) -> None:
    example = re.search(r"(?ms)^```yaml\n(revisions:\n.*?)^```$", GUIDE)
    assert example
    publication.issue("Words.\n", date="2024-05-07", name="corrected", extra=example[1])
    assert publication.check() == []
    notice = publication.build().html("issues/2024/2024-05-07-corrected").select_one(".revision")
    assert "The pass was closed for nine days, not for ten." in notice.get_text()
    (publication.root / "issues/2024/2024-05-07-corrected.md").unlink()


def test_kinds_of_revisions_named_are_those_of_the_front_matter() -> None:
    from periodical.model.issue import RevisionKind

    sentence = re.search(r"A \*correction\* mends.*?\.", GUIDE, re.S)
    assert sentence
    assert re.findall(r"\*(\w+)\*", sentence[0]) == [str(kind) for kind in RevisionKind]


def test_sections_named_are_those_of_the_publication() -> None:
    from periodical.model.publication import read_publication

    sentence = re.search(r"The sections are (.*?); an issue", GUIDE, re.S)
    assert sentence
    named = re.findall(r"\*(.+?)\*", " ".join(sentence[1].split()))
    assert named == [section.title for section in read_publication(REPOSITORY).sections]


def test_keys_named_are_those_of_the_front_matter() -> None:
    from periodical.model.issue import IssueHead

    [section] = re.findall(r"(?ms)^### The front matter$.*?(?=^### )", GUIDE)
    table = re.findall(r"(?m)^\| ((?:`\w+`(?:, )?)+) \|", section)
    named = set(re.findall(r"`(\w+)`", " ".join(table)))
    assert named | {"title", "date", "authors", "summary"} == set(IssueHead.model_fields)


def test_text(built: Built) -> None:
    page = example_with(built, "nine days")
    assert page.select_one("article blockquote").get_text(strip=True).startswith("Up here the road")
    rows = [[cell.get_text(strip=True) for cell in row("td")] for row in page.select("tbody tr")]
    assert rows == [["March", "9"], ["April", "2"]]
    footnote = page.select_one("aside.footnote")
    reference = page.select_one("a.footnote-reference")
    assert reference["href"] == f"#{footnote['id']}"


def test_references_to_issues(built: Built) -> None:
    links = example_with(built, "The story began").select("article p a.reference.internal")
    assert [link.get_text() for link in links] == [
        "Central Asians Targeted in Russia",
        "the week before",
    ]
    target = "../2024/2024-04-09-central-asians-targeted-in-russia.html"
    assert {link["href"] for link in links} == {target}


def test_names_and_stories(built: Built) -> None:
    domain = built.app.env.get_domain("periodical")
    page = page_name(next(n for n, each in enumerate(EXAMPLES) if "The president" in each))
    assert [key[1] for key in (each.key for each in domain.issues[page].mentions)] == [
        "sadyr-japarov",
        "astana",
        "ozodi",
        "migration",
        "crocus-city-hall",
    ]
    page = page_name(next(n for n, each in enumerate(EXAMPLES) if "Goes On" in each))
    [_, story] = domain.issues[page].stories
    assert (story.thread, story.places) == ("crocus-city-hall", ("moscow", "dushanbe"))
    link = built.html(page).select_one("#a-story-that-goes-on a.reference.internal")
    assert link["href"].endswith("targeted-in-russia.html#anglo-saxon-kazakhstan")


def test_entry_for_the_registry(publication: Publication, tmp_path: Path) -> None:
    from periodical.model.registry import EntryKind, read_registry

    [entry] = re.findall(r"(?ms)^```yaml\n(- id.*?)^```$", GUIDE)
    (tmp_path / "_data").mkdir()
    (tmp_path / "_data/people.yaml").write_text(entry, "utf-8")
    registry = read_registry(tmp_path)
    problems = registry.problems
    assert problems == ()
    assert list(registry.entries) == [(EntryKind.PERSON, "first-person")]


def test_words_in_other_languages(built: Built) -> None:
    spans = example_with(built, "spring festival").select("article p span[lang]")
    assert [(span["lang"], span["dir"], span.get_text()) for span in spans] == [
        ("fa", "rtl", "نوروز"),
        ("kk", "ltr", "Наурыз"),
    ]


def test_callout(built: Built) -> None:
    callout = example_with(built, "why-its-important").select_one(".why-its-important")
    assert callout["role"] == "note"
    assert callout["aria-label"] == "Why It’s Important"
    assert callout.select_one(".admonition-title").get_text() == "Why It’s Important"
    assert len(callout.select("li")) == 2


def test_podcast(built: Built) -> None:
    page = example_with(built, ":::{podcast}")
    assert page.select_one(".podcast-title").get_text() == "Majlis: Roads and Borders"
    details = page.select_one(".podcast-details").get_text()
    assert details == "5 May 2024 · 48 min · Listen to Roads and Borders · The page of Majlis"
    listen, read = page.select(".podcast-details a")
    assert listen["href"] == "https://example.org/episode.mp3"
    assert read["href"] == "https://example.org/episode"
    assert "A talk about the roads" in page.select_one(".podcast").get_text()


def test_guests(built: Built) -> None:
    guests = example_with(built, ":::{guests}").select(".guests > .guest")
    assert [guest.select_one("strong.guest-name").get_text() for guest in guests] == [
        "First Guest",
        "Second Guest",
    ]
    assert guests[0].get_text().strip() == (
        "First Guest, professor at a university, and the president of a society"
    )


def test_fact(built: Built) -> None:
    fact = example_with(built, ":::{fact").select_one(".fact")
    assert fact.select_one("p").get_text() == "Over 72,000 people had to leave their homes."
    assert fact.select_one(".attribution").get_text() == "The ministry’s daily report, 8 April 2024"
    assert fact.select_one(".attribution a")["href"] == "https://example.org/report"


def test_picture(built: Built) -> None:
    figure = example_with(built, ":::{picture}").select_one("figure")
    image = figure.select_one("img")
    assert image["alt"] == "A lorry waits in front of a wall of snow"
    assert (built.out / "issues/2031" / image["src"]).resolve().is_file()
    caption = figure.select_one("figcaption").get_text(" ", strip=True)
    assert caption.startswith("The words below the picture.")
    credit = figure.select_one(".credit")
    assert credit.get_text() == (
        "Drawing: the author · Used with permission of the rights holder, at their address"
        " · Source of the picture"
    )
    assert credit.select_one("a")["href"] == "https://example.org/the-picture"


def test_related_articles(built: Built) -> None:
    cards = example_with(built, ":::{related").select(".related-articles > .card")

    def words(card: Tag, part: str) -> str | None:
        found = card.select_one(f".card-{part}")
        return found.get_text() if found else None

    first, second, third = cards
    assert words(first, "kicker") == "Transport"
    assert words(first, "title") == "The Road Over the Roof"
    assert first.select_one(".card-title a")["href"] == "https://example.org/road"
    assert words(first, "teaser") == "What it costs to keep a pass open."
    assert words(second, "kicker") is None
    assert second.select_one("a") is None
    assert words(second, "title") == "A Book About Lorries"
    assert words(third, "title") == "Central Asians Targeted in Russia"
    assert words(third, "kicker") == "9 April 2024"
    assert words(third, "teaser").startswith("After the attack on Crocus City Hall")


@pytest.mark.parametrize("builder", ["text", "latex", "man", "xml"])
def test_every_builder_prints_all_of_it(publication: Publication, builder: str) -> None:
    """Nodes of ours are subclasses of docutils' own: no builder needs code for them."""
    publication.overrides["man_pages"] = [
        (page_name(n), f"example{n}", "", "", 1) for n in range(len(EXAMPLES))
    ]
    publication.overrides["latex_documents"] = [
        (page_name(n), f"example{n}.tex", f"Example {n}", "A. Fictional Author", "howto")
        for n in range(len(EXAMPLES))
    ]
    built = publication.build(builder, out=f"_build/{builder}")
    assert built.warnings == []
    suffixes = {".txt", ".tex", ".1", ".xml"}
    written = "\n".join(
        " ".join(path.read_text("utf-8").split())
        for path in sorted(built.out.rglob("*"))
        if path.suffix in suffixes
    )
    for words in (
        "A fictional summary for a test.",
        "Why the story matters, in one or more paragraphs.",
        "Roads and Borders",
        "First Guest",
        "the president of a society",
        "Over 72,000 people had to leave their homes.",
        "Drawing: the author",
        "The Road Over the Roof",
        "What it costs to keep a pass open.",
        "Up here the road decides who travels.",
        "By the count of the road office.",
        "After the attack on Crocus City Hall",
    ):
        assert words in written, words
