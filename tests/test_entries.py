"""What readers get of the registry: pages of entries, indexes, backlinks, threads, collections."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from types import SimpleNamespace

import pytest
from periodical.model import concordance
from periodical.model.concordance import Concordance
from periodical.model.issue import IssueHead
from periodical.model.records import IssueRecord
from periodical.model.registry import Registry
from periodical.site.generated_page import MOST, InYears, by_letter, yearly_pages
from periodical.site.surrounding import MOST_BACKLINKS

from .conftest import Built, Publication

REGISTRY = {
    "people": """\
- id: ann
  name: Ann Example
  spellings: [Энн Экзампл, آن نمونه]
  description: She is fiction, <b>& so on</b>.
  url: https://example.org/ann?a=1&b=2
  wikidata: Q42
  roles:
    - role: mayor of Testville
      since: 2030-01-01
      until: 2030-12-31
    - role: member of the assembly
      since: 2031-01-01
- id: lemon
  name: Bob Lemon
- id: zed
  name: Zed Unmentioned
""",
    "organizations": '- id: club\n  name: "Q&A <Club>"\n  country: Nowhere\n',
    "places": "- {id: testville, name: Testville}\n- {id: oeshoe, name: Ömürköy}\n"
    "- {id: osh, name: Oldtown}\n- {id: galym, name: Ғылымқала}\n- {id: gora, name: Города}\n",
    "topics": "- id: water\n  name: Water\n  spellings: [the water question]\n",
    "threads": "- id: the-canal\n  name: The canal\n  description: Who drinks.\n",
    "shows": "- id: make-believe\n  name: Make-Believe Hour\n",
}
FIRST = """\
## In the Region

### The bridge

:::{story}
:thread: the-canal
:date: 2030-05-01
:places: testville
:::

A day passed. Ann Example’s bridge stands in Testville. Ann Example spoke of the water question.

:::{why-its-important}
It is the *first* bridge.

Members of Q&A \\<Club> use it.
:::

### No mention

Nothing.

## Majlis Podcast

:::{podcast} make-believe
A talk.
:::

:::{guests}
- Bob Lemon, a fellow of nothing
- A Stranger, a passer-by
:::

## Fact of the Week

Nine boats were counted.
"""
SECOND = """\
## In the Region

### Before the bridge

:::{story}
:thread: the-canal
:date: 2030-04-01
:::

Энн Экзампл told of {story}`the bridge <2030-05-06#the-bridge>`; {person}`-Bob Lemon` is a fruit.

## Fact of the Week

:::{fact-of-the-week}
:date: 2031-01-02
:source: The Office

Ten boats.
:::

## Related Articles

:::{related-articles}
- {issue}`2030-05-06`
:::
"""
PERSIAN = """\
## In the Region

### یک خبر

:::{story}
:thread: the-canal
:::

دیروز آن نمونه آمد.
"""
A = "issues/2030/2030-05-06-first"
B = "issues/2031/2031-01-07-second"
C = "issues/2031/2031-01-14-persian"
MANY = 45


@pytest.fixture(scope="module")
def site(shared_publication: Publication) -> Built:
    publication = shared_publication
    for name, text in REGISTRY.items():
        publication.write(f"_data/{name}.yaml", f"# Fiction.\n{text}")
    topics = "topics: [water, no-such-topic]\n"
    publication.issue(FIRST, date="2030-05-06", title="First", name="first", extra=topics)
    publication.issue(SECOND, date="2031-01-07", title="Second", name="second")
    publication.issue(
        PERSIAN, date="2031-01-14", title="سوم", name="persian", extra=f"language: fa\n{topics}"
    )
    for number in range(MANY):
        day = datetime.date(2028, 1, 1) + datetime.timedelta(weeks=number)
        body = "## In the Region\n\n### Words\n\nRain in Oldtown."
        body += "\n\n### Two\n\nÖmürköy, Ғылымқала and Города." if number == 0 else ""
        publication.issue(body + "\n", date=day.isoformat(), title=f"No. {number}", name="rain")
    for number in range(MOST_BACKLINKS + 1):
        day = datetime.date(2029, 1, 1) + datetime.timedelta(weeks=number)
        body = "## In the Region\n\n### Words\n\nSee {issue}`2028-01-01`.\n"
        publication.issue(body, date=day.isoformat(), title=f"See {number}", name="see")
    return publication.build()


def words(node) -> str:
    return " ".join(node.get_text().split())


def test_no_warning(site: Built) -> None:
    assert site.warnings == []


def test_a_name_in_prose_leads_to_its_page_once_a_story(site: Built) -> None:
    story = site.html(A).select_one("#the-bridge")
    links = [
        (link.get_text(), link["href"]) for link in story.select("p:not(.story-note) a.mention")
    ]
    assert links == [
        ("Ann Example", "../../people/ann.html"),
        ("Testville", "../../places/testville.html"),
        ("the water question", "../../topics/water.html"),
        ("Q&A <Club>", "../../organizations/club.html"),
    ]
    assert words(story.select_one(".story-note")) == "1 May 2030 · Testville · Thread: The canal"
    unlinked = site.html(B).select_one("#before-the-bridge")
    assert "; Bob Lemon is a fruit." in words(unlinked)
    assert "people/lemon" not in str(unlinked)


ALL_IN_ONE = """\
# Fiction

```{toctree}
:glob:

issues/*/*
```
"""


def test_other_builders_have_no_such_pages(publication: Publication) -> None:
    builder = "singlehtml"
    publication.write("_data/places.yaml", "- id: testville\n  name: Testville\n")
    publication.write("index.md", ALL_IN_ONE)
    publication.issue("## In the Region\n\n### Words\n\nIn Testville.\n")
    built = publication.build(builder, out=f"_build/{builder}")
    pages = [path.read_text("utf-8") for path in built.out.rglob("*.*html")]
    assert any(re.search("In <span[^>]*>Testville</span>", page) for page in pages)
    assert not any("people/" in page or "places/" in page for page in pages)


def test_page_of_a_person(site: Built) -> None:
    page = site.html("people/ann")
    assert page.h1.get_text() == "Ann Example"
    assert page.select_one(".standfirst").get_text() == "She is fiction, <b>& so on</b>."
    particulars = {
        words(row.dt): [words(value) for value in row.select("dd")]
        for row in page.select(".particulars > div")
    }
    assert particulars == {
        "Roles": [
            "mayor of Testville 1 January 2030 to 31 December 2030",
            "member of the assembly since 1 January 2031",
        ],
        "Also written": ["Энн Экзампл, آن نمونه"],
        "Website": ["https://example.org/ann?a=1&b=2"],
        "Wikidata": ["Q42"],
        "Follow": ["Atom · RSS · JSON Feed"],
    }
    assert {link["href"] for link in page.select(".particulars a")} == {
        "https://example.org/ann?a=1&b=2",
        "https://www.wikidata.org/wiki/Q42",
        *(f"../feeds/people/ann.{form}" for form in ("atom.xml", "rss.xml", "json")),
    }


def test_mentions_newest_first_with_issue_story_sentence_and_role(site: Built) -> None:
    items = site.html("people/ann").select(".mentions > li")
    assert [item.h3.get_text() for item in items] == ["سوم", "Second", "First"]
    assert [item.time["datetime"] for item in items] == ["2031-01-14", "2031-01-07", "2030-05-06"]
    sentences = [item.select_one(".sentence") for item in items]
    assert [(sentence["lang"], sentence["dir"]) for sentence in sentences] == [
        ("fa", "rtl"), ("en", "ltr"), ("en", "ltr"),
    ]  # fmt: skip
    assert [item.mark.get_text() for item in items] == ["آن نمونه", "Энн Экзампл", "Ann Example"]
    first = items[2].select_one(".quotation")
    assert words(first.select_one(".sentence")) == "Ann Example’s bridge stands in Testville."
    assert first.a.get_text() == "The bridge"
    assert first.a["href"] == f"../{A}.html#the-bridge"
    roles = [words(item.select_one(".home")).rpartition(" · ")[2] for item in items]
    assert roles == ["member of the assembly", "member of the assembly", "mayor of Testville"]


def test_a_guest_has_the_episodes_with_the_role_at_that_date(site: Built) -> None:
    page = site.html("people/lemon")
    (episode,) = page.select(".episodes li")
    assert words(episode) == "6 May 2030 Make-Believe Hour a fellow of nothing"
    assert episode.a["href"] == f"../{A}.html#majlis-podcast"
    (mention,) = page.select(".mentions .quotation")
    assert words(mention.select_one(".home")) == "Majlis Podcast"


def test_a_place_without_a_sentence_has_the_opening_of_its_story(site: Built) -> None:
    (mention,) = site.html("places/testville").select(".mentions .quotation")
    assert words(mention.mark) == "Testville"
    assert not (site.out / "people/zed.html").exists()


def test_a_topic_has_the_issues_about_it(site: Built) -> None:
    page = site.html("topics/water")
    assert [link.get_text() for link in page.select(".card .card-title a")] == ["سوم", "First"]
    assert [mark.get_text() for mark in page.select("mark")] == ["the water question"]
    unknown = site.html("topics/no-such-topic")
    assert unknown.h1.get_text() == "No such topic"
    assert len(unknown.select(".card")) == 2
    topics = site.html(A).select(".topics a")
    assert [link["href"] for link in topics] == [
        "../../topics/water.html", "../../topics/no-such-topic.html",
    ]  # fmt: skip


def test_an_author_has_the_issues_by_year(site: Built) -> None:
    page = site.html("people/a-fictional-author")
    shown = [link.get_text() for link in page.select(".card .card-title a")]
    assert shown[:3] == ["سوم", "Second", "First"]
    assert len(shown) == 3 + MOST_BACKLINKS + 1
    (year,) = page.select(".by-year li")
    assert words(year) == f"2028 {MANY} items"
    older = site.html("people/a-fictional-author/2028")
    assert words(older.h1) == "A. Fictional Author 2028"
    assert len(older.select(".card")) == MANY
    assert older.select_one(".by-year [aria-current=page]").get_text() == "2028"


def test_long_lists_of_mentions_are_parted_by_years(site: Built) -> None:
    own = site.html("places/osh")
    assert len(own.select(".mentions > li")) == MOST
    assert own.select_one(".mentions > li h3").get_text() == f"No. {MANY - 1}"
    assert len(site.html("places/osh/2028").select(".mentions > li")) == MANY


def test_the_first_page_of_a_list_has_whole_years() -> None:
    items = [2031] * 10 + [2030] * 25 + [2029] * 20 + [2028]
    lists, templates = {"all": InYears(items, int)}, ("list.html", "year.html")
    first, *others = yearly_pages("list/index", templates, lists, lambda _: {}, every=False)
    shown = first.shown()
    assert Counter(shown["lists"]["all"]) == {2031: 10, 2030: 25}
    assert shown["years"] == [(2029, "list/2029", 20), (2028, "list/2028", 1)]
    assert [page.name for page in others] == ["list/2029", "list/2028"]
    assert [page.shown()["lists"]["all"] for page in others] == [[2029] * 20, [2028]]
    (first, *others) = yearly_pages("list/index", templates, lists, lambda _: {})
    counted = {each.name: len(each.shown()["lists"]["all"]) for each in others}
    assert counted == {f"list/{year}": count for year, count in Counter(items).items()}
    lists = {"all": InYears([2031] * (MOST + 1) + [2030], int)}
    (first, *_others) = yearly_pages("list/index", templates, lists, lambda _: {})
    assert first.shown()["lists"]["all"] == [2031] * (MOST + 1)
    (empty,) = yearly_pages("list/index", templates, {"all": InYears([], int)}, lambda _: {})
    assert empty.shown()["lists"]["all"] == []


def test_a_thread_is_told_in_the_order_of_the_events(site: Built) -> None:
    page = site.html("threads/the-canal")
    parts = page.select(".thread > li")
    assert [part.time["datetime"] for part in parts] == ["2030-04-01", "2030-05-01", "2031-01-14"]
    assert [part.h3.get_text() for part in parts] == ["Before the bridge", "The bridge", "یک خبر"]
    assert parts[1].a["href"] == f"../{A}.html#the-bridge"
    assert words(parts[1].select_one(".opening")) == "A day passed."
    assert words(parts[1].select_one(".home")) == "Testville · In First"
    assert (parts[2].h3["lang"], parts[2].h3["dir"]) == ("fa", "rtl")
    assert page.select(".mentions") == []


def test_a_story_leads_to_those_before_and_after_it_in_its_thread(site: Built) -> None:
    foot = site.html(A).select_one("#the-bridge > .story-foot")
    assert [words(item) for item in foot.select("li")] == [
        "Earlier in this story Before the bridge 7 January 2031",
        "Next in this story یک خبر 14 January 2031",
        "The story so far The canal",
        "Before the bridge Second, 7 January 2031",
    ]
    assert [link["href"] for link in foot.select("a")] == [
        "../2031/2031-01-07-second.html#before-the-bridge",
        "../2031/2031-01-14-persian.html#یک-خبر",
        "../../threads/the-canal.html",
        "../2031/2031-01-07-second.html#before-the-bridge",
    ]
    assert site.html(A).select("#no-mention .story-foot") == []


def test_an_issue_names_the_later_ones_that_refer_to_it(site: Built) -> None:
    foot = site.html(A).select_one(".issue-foot")
    assert [words(item) for item in foot.select(".later li")] == ["Second 7 January 2031"]
    many = site.html("issues/2028/2028-01-01-rain").select(".issue-foot .later li")
    shown = [item.a.get_text() for item in many[:-1]]
    assert shown == [f"See {number}" for number in range(MOST_BACKLINKS, 0, -1)]
    assert words(many[-1]) == "and 1 other before"
    assert site.html(B).select(".later") == []


def test_related_issues_say_what_is_shared(site: Built) -> None:
    related = site.html(A).select(".issue-foot .card")
    assert related[0].h3.get_text() == "سوم"
    shared = related[0].select_one(".card-shared")
    assert words(shared) == "In common: No such topic, Water, Ann Example, The canal"
    assert "title" not in related[0].a.attrs
    assert site.html(B).select(".card-shared") == []


def test_of_issues_that_share_as_much_the_nearest_are_related(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = {"title": "Fiction", "authors": ["An Author"], "summary": "Words.", "topics": ["water"]}
    issues = [
        IssueRecord(
            f"issues/2031/2031-01-{day}", IssueHead(date=datetime.date(2031, 1, day), **said),
            sections=(), kept=(), mentions=(), references=(), anchors=(), digest="",
        )
        for day in range(10, 16)
    ]  # fmt: skip

    def related(to: int) -> list[int]:
        found = Concordance(issues, Registry()).related(issues[to])
        return [each.issue.head.date.day - 10 for each in found]

    # Of two that are as near, the older.
    assert [related(to) for to in (0, 2, 5)] == [[1, 2, 3], [1, 3, 0], [4, 3, 2]]
    # Those that are far are not even looked at.
    monkeypatch.setattr(concordance, "NEIGHBOURHOOD", 1)
    assert [related(to) for to in (0, 2, 5)] == [[1], [1, 3], [4]]


def test_the_feet_of_the_latest_issue_stand_on_its_own_page(site: Built) -> None:
    latest = site.html("index").select_one("h2 a")["href"].removesuffix(".html")
    page = site.html(latest)
    link = page.select_one(".story-foot a")
    assert link["href"].endswith(f"{A.rpartition('/')[2]}.html#the-bridge")
    assert page.select_one(".issue-foot h2").get_text() == "Related issues"
    assert page.select_one(".issue-foot h3 a")["href"].endswith(f"{A.rpartition('/')[2]}.html")
    assert site.html("index").select(".foot") == []


def test_what_others_say_of_an_issue_is_not_found_as_its_own_words(site: Built) -> None:
    index = "".join(path.read_text("utf-8") for path in site.out.glob("search/w/*.js"))
    assert "|bridge," in index
    assert "|later," not in index


def test_indexes_are_alphabetical_for_their_script(site: Built) -> None:
    page = site.html("places/index")
    listed = {
        section.h2.get_text(): [words(item.a) for item in section.select("li")]
        for section in page.select(".letters > section")
    }
    assert listed == {
        "O": ["Oldtown", "Ömürköy"],
        "T": ["Testville"],
        "Г": ["Города"],
        "Ғ": ["Ғылымқала"],
    }
    assert [words(item.select_one(".count")) for item in page.select(".letters li")][:2] == [
        f"{MANY} issues", "1 issue",
    ]  # fmt: skip
    names = [
        "Ёлка",
        "Ель",
        "Елена",
        "Жук",
        "Йод",
        "Иней",
        "Äpfel",
        "Zoo",
        "Apfel",
        "کابل",
        "آمو",
        "1917",
        "‘Ali",
        "istanbul",
    ]
    listed = by_letter(SimpleNamespace(name=name) for name in names)
    assert [(letter, [each.name for each in some]) for letter, some in listed] == [
        ("#", ["1917"]), ("A", ["‘Ali", "Apfel", "Äpfel"]), ("I", ["istanbul"]), ("Z", ["Zoo"]),
        ("Е", ["Елена", "Ёлка", "Ель"]), ("Ж", ["Жук"]), ("И", ["Иней"]), ("Й", ["Йод"]),
        ("آ", ["آمو"]), ("ک", ["کابل"]),
    ]  # fmt: skip


def test_the_ways_into_the_indexes(site: Built) -> None:
    page = site.html("a-to-z")
    assert [words(group.h2) for group in page.select(".group")] == [
        "People", "Organizations", "Places", "Topics", "Threads", "From every issue",
    ]  # fmt: skip
    assert words(page.select(".leading")[2].li) == f"Oldtown {MANY} issues"
    ways = site.html("people/index").select(".ways a")
    assert [way.get_text() for way in ways if way.get("aria-current")] == ["People"]
    archive = site.html("issues/index")
    assert [words(each) for each in archive.select(".group h2")] == [
        "By year", "By topic", "By place",
    ]  # fmt: skip


def test_facts_and_callouts_are_collections(site: Built) -> None:
    page = site.html("facts/2031")
    (fact,) = page.select(".collection > li")
    assert fact["id"] == "2031-01-07-second.fact-of-the-week.fact"
    assert words(fact.select_one(".words")) == "Ten boats."
    assert words(fact.select_one(".credit")) == "The Office, 2 January 2031"
    home = fact.select_one(".home a")
    assert home["href"] == f"../{B}.html#fact-of-the-week.fact"
    assert fact.select_one(".permanent")["href"] == f"#{fact['id']}"
    index = site.html("facts/index")
    years = [words(year) for year in index.select(".year-list li")]
    assert years == ["2031 1 entry", "2030 1 entry"]
    assert index.select_one(".permanent")["href"] == f"2031.html#{fact['id']}"
    (callout,) = site.html("why-its-important/2030").select(".collection > li")
    assert callout["id"] == "2030-05-06-first.the-bridge.why-its-important"
    assert callout.h2.get_text() == "The bridge"
    assert [words(each) for each in callout.select(".words")] == [
        "It is the first bridge.", "Members of Q&A <Club> use it.",
    ]  # fmt: skip


def test_guests_are_a_collection(site: Built) -> None:
    for page in ("guests/index", "guests/2030"):
        (episode,) = site.html(page).select(".collection > li")
        assert episode["id"] == "2030-05-06-first.majlis-podcast"
        assert [words(guest) for guest in episode.select(".guest")] == [
            "Bob Lemon, a fellow of nothing", "A Stranger, a passer-by",
        ]  # fmt: skip
        assert episode.select_one(".guest a")["href"] == "../people/lemon.html"


def test_every_link_leads_somewhere_and_no_identifier_stands_twice(site: Built) -> None:
    pages = {
        path.resolve(): site.html(path.relative_to(site.out).as_posix().removesuffix(".html"))
        for path in site.out.rglob("*.html")
        if "_static" not in path.parts
    }
    ids = {path: [each["id"] for each in page.select("[id]")] for path, page in pages.items()}
    for path, page in pages.items():
        assert len(ids[path]) == len(set(ids[path])), path
        for link in page.select("a[href]"):
            if "://" in link["href"]:
                continue
            file, _, anchor = link["href"].partition("#")
            target = (path.parent / file).resolve() if file else path
            if target.suffix != ".html":
                assert target.is_file(), (path, link)
                continue
            assert target in pages, (path, link)
            assert not anchor or anchor in ids[target], (path, link)


def test_an_author_called_index_has_no_page_in_the_place_of_the_index(
    publication: Publication,
) -> None:
    publication.issue("Words.\n", extra="")
    page = publication.root / "issues/2031/2031-01-07-a-fictional-title.md"
    page.write_text(page.read_text("utf-8").replace("[A. Fictional Author]", "[Index]"), "utf-8")
    built = publication.build()
    assert built.html("people/index").h1.get_text() == "People"
