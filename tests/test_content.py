"""The text of an issue as plain HTML, for feeds, mail and books."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from periodical.content import Content, KeptContents, bare

from .conftest import Publication

BODY = """\
## In the Region

### A Story & its &lt;Signs>

A line\\
and another. Words about {person}`Bruce Pannier`, {lang}`نوروز <fa>` and a [link](https://example.org/?a=1&b=2).[^why]

:::{why-its-important}
It matters.
:::

- one
- two

| a | b |
| --- | --- |
| 1 | 2 |

### Another Story

See {story}`#a-story-its-signs`.

## Majlis Podcast

:::{guests}
- Ann Example, a fictional scholar
:::

[^why]: A note with *emphasis*.
"""
SOURCE = """\
source: {title: A Fictional Edition, authors: [Ann Example], publisher: The Fictional Society,
  date: 2031-01-06, note: All was written anew.}
"""
BASE = "https://central-asia-in-focus.example/"


@pytest.fixture(scope="module")
def content(shared_publication: Publication) -> Content:
    page = shared_publication.issue(BODY, extra=SOURCE)
    built = shared_publication.build()
    assert built.warnings == []
    return KeptContents(built.app.builder).of(page)


def test_the_text_is_plain(content: Content) -> None:
    text = etree.fromstring(bare(content.whole()), etree.HTMLParser())
    assert not text.xpath("//@class | //@id | //@role")
    assert [each.text for each in text.iter("h2", "h3")] == [
        "In the Region", "A Story & its <Signs>", "Another Story", "Majlis Podcast",
    ]  # fmt: skip
    assert text.findtext(".//aside/p/strong") == "Why It’s Important"
    assert [item.text for item in text.iterfind(".//ul/li")] == ["one", "two", None]
    assert text.xpath("string(//ul/li/strong)") == "Ann Example"
    assert [cell.text for cell in text.iter("th", "td")] == ["a", "b", "1", "2"]
    assert text.xpath("count(//p/br)") == 1
    assert text.xpath("//span[@lang='fa' and @dir='rtl']/text()") == ["نوروز"]
    assert "¶" not in bare(content.whole())


def test_nothing_is_folded(content: Content) -> None:
    """On the site, what was done to an adapted edition is behind a button."""
    head = etree.fromstring(content.head)
    assert head.find(".//details") is None
    assert "All was written anew." in "".join(head.itertext())


def test_all_addresses_are_absolute(content: Content) -> None:
    links = content.whole().xpath("//@href")
    assert f"{BASE}people/bruce-pannier.html" in links
    assert "https://example.org/?a=1&b=2" in links
    assert f"{content.page}#a-story-its-signs" in links
    assert all(link.startswith("https://") for link in links)


def test_a_story_brings_its_notes(content: Content) -> None:
    first = content.whole(content.part("a-story-its-signs"))
    assert first.xpath("string(*[last()])") == "1. A note with emphasis."
    assert first.xpath("//a[@role='doc-noteref']/@href") == [f"{content.page}#why"]
    assert "note" not in "".join(content.whole(content.part("another-story")).itertext())
    assert content.whole(content.part("in-the-region")).xpath("//h3/@id") == [
        "a-story-its-signs", "another-story",
    ]  # fmt: skip


def test_it_is_made_once(shared_publication: Publication, content: Content) -> None:
    made = sorted((shared_publication.root / "_build/doctrees/content").rglob("*.json"))
    times = [path.stat().st_mtime_ns for path in made]
    assert shared_publication.build().warnings == []
    assert [path.stat().st_mtime_ns for path in made] == times
    made[0].unlink()
    again = KeptContents(shared_publication.build().app.builder)
    docname = made[0].relative_to(shared_publication.root / "_build/doctrees/content")
    assert again.of(Path(docname).with_suffix("").as_posix()) == content


def test_a_block_says_its_direction_where_those_around_have_another(
    publication: Publication,
) -> None:
    quoted = "بند داستانی است که گزارشگر آن را پیش از چاپ نوشت."
    page = publication.issue(
        f"## In the Region\n\n### Fiction\n\n> {quoted}\n>\n> {quoted}\n>\n> A line of English.\n"
        f"\n- {quoted}\n\nEnglish.\n"
    )
    text = KeptContents(publication.build().app.builder).of(page).whole()
    said = {(each.tag, each.get("dir"), each.get("lang")) for each in text.xpath(".//*[@dir]")}
    assert said == {("blockquote", "rtl", "fa"), ("p", "ltr", "en"), ("ul", "rtl", "fa")}
