"""What directives make of what contributors write, beyond the examples of the guide."""

from __future__ import annotations

import re

import pytest
from bs4 import Tag
from PIL import Image

from .conftest import Publication
from .pdf.reading import Document, squeezed


@pytest.fixture
def article(publication: Publication):
    """Return a function that builds an issue with a body, without a warning, and gives its text."""

    def build(body: str) -> Tag:
        page = publication.issue(body)
        assert publication.check() == []
        built = publication.build()
        assert built.warnings == []
        return built.html(page).select_one("article")

    return build


@pytest.mark.parametrize(
    "label",
    [
        "",
        "Why It's Important: ",
        "Why it’s Important: ",
        "**Why It’s important:** ",
        "**Why it's Important**: ",
        "**Why It’s Important**\n\n",
        "Why It’s Important:\n\n",
    ],
)
def test_the_label_of_the_callout_is_one_thing(article, label: str) -> None:
    body = f"## In the Region\n\n### Fiction\n\n:::{{why-its-important}}\n{label}A reason.\n:::\n"
    callout = article(body).select_one(".why-its-important")
    assert [each.get_text() for each in callout.select("p")] == ["Why It’s Important", "A reason."]


def test_callout_with_several_paragraphs_a_list_and_a_quotation(article) -> None:
    callout = article(
        "## In the Region\n\n### Fiction\n\n:::{why-its-important}\nOne.\n\nTwo.\n\n- a\n- b\n\n"
        "> Said.\n:::\n\nAfter.\n"
    ).select_one(".why-its-important")
    assert [child.name for child in callout.find_all(recursive=False)] == [
        "p",
        "p",
        "p",
        "ul",
        "blockquote",
    ]


def test_guests_keep_links_and_suffixes(article) -> None:
    guests = article(
        "## Majlis Podcast\n\n:::{guests}\n"
        "- [First Guest](https://example.org/first), a scholar; and\n"
        "- Second Guest, Jr., director of a *fictional* service.\n"
        "- Third\n"
        ":::\n"
    ).select(".guest")
    assert [each.select_one(".guest-name").get_text() for each in guests] == [
        "First Guest",
        "Second Guest, Jr.",
        "Third",
    ]
    assert guests[0].select_one(".guest-name a")["href"] == "https://example.org/first"
    assert guests[1].em.get_text() == "fictional"


def test_words_around_a_list_stay_where_they_are(article) -> None:
    section = article(
        "## Majlis Podcast\n\n:::{guests}\nBefore.\n\n- First Guest, a scholar\n\nAfter.\n:::\n"
    ).select_one("section.section-podcast")
    words = [
        " ".join(each.get_text().split()) for each in section.find_all(["p", "ul"], recursive=False)
    ]
    assert words == ["Before.", "First Guest, a scholar", "After."]


def test_an_invisible_letter_in_an_option_is_told_once(publication: Publication) -> None:
    publication.issue(
        "## Majlis Podcast\n\n:::{podcast} majlis\n:title: A \u202etitle\n\nWords.\n:::\n"
    )
    assert [each.code for each in publication.check()] == ["encoding"]


def test_card_with_a_picture(article, publication: Publication) -> None:
    path = publication.write("issues/2031/card.png", b"")
    Image.new("RGB", (32, 20)).save(path)
    card = article(
        "## Related Articles\n\n:::{related-articles}\n"
        "- ![A pass](card.png) Roads: [A Title](https://example.org/a) — A teaser, *here*.\n"
        ":::\n"
    ).select_one(".card")
    assert card.img["alt"] == "A pass"
    assert card.select_one(".card-kicker").get_text() == "Roads"
    assert card.select_one(".card-title").get_text() == "A Title"
    assert card.select_one(".card-teaser").get_text() == "A teaser, here."


def test_podcast_with_its_show_alone(article, publication: Publication) -> None:
    publication.write(
        "_data/shows.yaml",
        "- id: fiction\n  name: Fiction Hour\n  publisher: A Station\n  url: https://example.org/\n",
    )
    podcast = article("## Majlis Podcast\n\n:::{podcast} fiction\n:::\n").select_one(".podcast")
    assert podcast.select_one(".podcast-title").get_text() == "Fiction Hour"
    assert (
        podcast.select_one(".podcast-details").get_text() == "A Station · The page of Fiction Hour"
    )


def test_line_break(article) -> None:
    paragraph = article("## Thanks for Reading\n\nOne\\\ntwo.\n").select_one(".section-sign-off p")
    assert [child.name for child in paragraph.children if child.name] == ["br"]
    assert paragraph.get_text().split() == ["One", "two."]


def test_anchors_are_stable_and_latin(article) -> None:
    sections = article(
        "## In the Region\n\n### Тошкент ва Самарқанд\n\nA.\n\n### Kazakhstan\n\nB.\n\n"
        "### Kazakhstan\n\nC, see [above](#kazakhstan).\n"
    ).select("section section section")
    assert [section["id"] for section in sections] == [
        "toshkent-va-samarqand",
        "kazakhstan",
        "kazakhstan-2",
    ]
    assert sections[2].select_one("p a")["href"] == "#kazakhstan"


def test_references_to_an_issue_that_is_not_there(publication: Publication) -> None:
    page = publication.issue(
        "## In the Region\n\nSee {issue}`2031-01-08` and [x](2030-01-01-y.md).\n"
    )
    messages = [line for line in publication.build().warnings if "There is no issue" in line]
    assert len(messages) == 2
    assert f"{page}.md:12: WARNING: There is no issue “2031-01-08”. Did you mean" in messages[0]
    assert [problem.code for problem in publication.check()] == ["issue", "issue"]


def test_footnotes_are_numbered_in_the_order_of_the_text(publication: Publication) -> None:
    """On the site and on paper alike, whatever their labels and their order below."""
    page = publication.issue(
        "## In the Region\n\n### Fiction\n\nFirst[^z] then[^a] again[^z] and[^2].\n\n"
        "[^a]: Note a.\n\n[^z]: Note z.\n\n[^2]: Note two.\n"
    )
    assert publication.check() == []
    built = publication.build()
    assert built.warnings == []
    article = built.html(page).select_one("article")
    assert article is not None
    numbers = [each.get_text() for each in article.select("p a.footnote-reference")]
    assert [re.sub(r"\D", "", number) for number in numbers] == ["1", "2", "1", "3"]
    notes = [each.get_text(" ", strip=True) for each in article.select("aside.footnote > p")]
    assert notes == ["Note z.", "Note a.", "Note two."]
    paper = Document(publication.build("pdf", out="_build/pdf").out / f"{page}.pdf")
    assert squeezed(paper.text).find("First1then2again1and3") >= 0


def test_addresses_on_paper_take_no_numbers_from_footnotes(publication: Publication) -> None:
    text = "[Road](https://example.org/a), first[^z], {issue}`2031-02-01`, then[^a]; [it][r].\n\n"
    page = publication.issue(
        f"## In the Region\n\n### Fiction\n\n{text}[r]: https://example.org/a\n\n"
        "[^a]: Note a, with [a link](https://example.org/b).\n\n[^z]: Note z.\n"
    )
    publication.issue(
        "## In the Region\n\nWords[^1].\n\n[^1]: Note.\n", date="2031-02-01", name="other"
    )
    pdf = publication.build("pdf", out="_build/pdf")
    assert pdf.warnings == []
    for name in (page, "issues/2031"):
        paper = squeezed(Document(pdf.out / f"{name}.pdf").text)
        assert "Road3,first1,AFictionalTitle4,then2;it3." in paper
    # Each issue of a volume has its own numbers.
    assert "Words1." in squeezed(Document(pdf.out / "issues/2031.pdf").text)


@pytest.mark.parametrize(
    "words",
    [
        "Two stars, \\*\\*, and \\*one\\*. Sums: 2 * 3 * 4. A file some_other_name.md; __ alone.",
        "A brace {of} things, \\{#not-this}, `{#nor-this}`, `^[nor this]`, `**nor**.this`.",
        "**Ташкент**. Новости: *Ош.* Дальше.",
        "At 10: no.",
        "Words\n~ 5 km on, f(x)=y, {x}, \\*\\* and \\_\\_a.\\_\\_b.",
        "https://example.org/_next_page, <https://example.org/_a_b/__c.__d>, a_b_c.",
        "Смотри[ссылку](https://example.org)здесь, **жир**ный и *кур*сив, сло**во**.",
        "| a | b |\n| - | - |\n| `x\\|y` | p\\|q |\n| one |",
        "> | a | b |\n> | - | - |\n> | x | y |",
    ],
)
def test_text_that_only_looks_like_marks(publication: Publication, words: str) -> None:
    publication.issue(f"## In the Region\n\n### Fiction\n\n{words}\n")
    assert publication.check() == []


@pytest.mark.parametrize(
    ("words", "line", "code"),
    [
        ("A line.\nWords[^note one] here.", 15, "footnote"),
        ("*Ташкент.*Новости", 14, "syntax"),
        ("_Ташкент._Новости", 14, "syntax"),
        ("- a\n- **Ош**: **Сузак.**Дальше", 15, "syntax"),
        ("> | a | b |\n> | - | - |\n> | x | y | z |", 16, "syntax"),
        ("| a | b |\n| - | - |\n| x^[A note] | y |", 16, "footnote"),
        ("[words](https://example.org){.red}", 14, "syntax"),
        ("[words](https://example.org){target=_blank}", 14, "syntax"),
        ("Words.\n{: .lead }", 15, "syntax"),
        ("#### A Part {id=part}\n\nWords.", 14, "syntax"),
        ("Term\n~ What it means.", 15, "syntax"),
        ("__Ташкент.__Новости", 14, "syntax"),
        ("__Ташкент__Новости", 14, "syntax"),
        ("***Ташкент.***Новости", 14, "syntax"),
        ("**塔什干。**新闻", 14, "syntax"),
        ("Это**«слово»**и ещё", 14, "syntax"),
        ("** Ташкент **", 14, "syntax"),
        ("**Never closed.", 14, "syntax"),
        (":::{why-its-important}\n\n:date: 2031-01-06\n\nWords.\n:::", 16, "option"),
    ],
)
def test_marks_that_would_be_printed(
    publication: Publication, words: str, line: int, code: str
) -> None:
    publication.issue(f"## In the Region\n\n### Fiction\n\n{words}\n")
    (problem,) = publication.check()
    assert (problem.line, str(problem.code)) == (line, code)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Roads #5: a tale", "Roads #5: a tale"),
        ('"Roads" and bridges', "“Roads” and bridges"),
        ("'It''s a road'", "It’s a road"),
        ('"A \\\\ and a \\" mark"', "A \\ and a ” mark"),
        ('"From A:\\road to B"', "From A:\\road to B"),
        ("{[&*!|>%@`", "{[&*!|>%@`"),
    ],
)
def test_an_option_is_read_as_it_is_typed(article, written: str, read: str) -> None:
    body = f"## Majlis Podcast\n\n:::{{podcast}} majlis\n:title: {written}\n\nWords.\n:::\n"
    assert article(body).select_one(".podcast-title").get_text().endswith(read)


def test_what_check_says_of_marks_the_build_says(publication: Publication) -> None:
    publication.issue(
        "## In the Region\n\n### The Road {#my-road}\n\nWords[^note one] here.\n\n"
        "| a | b |\n| - | - |\n| x | y | z |\n\nTerm\n: Definition\n\n**Ош.**Дальше\n\n"
        ":::{podcast} majlis\n:title Roads\n\nWords.\n:::\n\n"
        ":::{why-its-important}\nWords.\n\n| a | b |\n| - | - |\n| q | r | s |\n| t | u |\n:::\n"
    )
    said = [problem.text for problem in publication.check()]
    assert len(said) == 7
    warned = "\n".join(publication.build().warnings)
    assert [text for text in said if text not in warned] == []
