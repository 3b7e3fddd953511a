"""The registry, and what refers to it: mentions that are found, and those made by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from periodical.domain import PeriodicalDomain
from periodical.markup.markdown import plain_parser
from periodical.model.messages import Problem
from periodical.model.records import IssueRecord
from periodical.model.registry import EntryKind, read_registry

from .conftest import Built, Publication

REGISTRY = {
    "people": """\
- id: ann
  name: Ann Example
  spellings: [Энн Экзампл, A. Example]
  roles:
    - role: mayor of Testville
      since: 2030-01-01
      until: 2030-12-31
    - role: member of the assembly
      since: 2031-01-01
- id: lemon
  name: Bob Lemon
""",
    "organizations": "- id: club\n  name: Testville Club\n  country: Nowhere\n",
    "places": "- id: testville\n  name: Testville\n  coordinates: -41.5, 169.25\n",
    "topics": "- id: water\n  name: Water\n  spellings: [the water question]\n",
    "threads": "- id: the-canal\n  name: The canal\n",
    "shows": "- id: make-believe\n  name: Make-Believe Hour\n",
}


@pytest.fixture
def archive(publication: Publication) -> Publication:
    """A publication with a fictional registry."""
    for name, text in REGISTRY.items():
        publication.write(f"_data/{name}.yaml", f"# Fiction.\n{text}")
    return publication


def record(built: Built, page: str) -> IssueRecord:
    domain = built.app.env.get_domain("periodical")
    assert isinstance(domain, PeriodicalDomain)
    return domain.issues[page]


def mentions(
    archive: Publication, body: str, **head: str
) -> list[tuple[str, str, str, str | None]]:
    """Build an issue without a warning; return id, story, sentence and role of each mention."""
    page = archive.issue(body, **head)
    assert archive.check() == []
    built = archive.build()
    assert built.warnings == []
    return [
        (each.key[1], each.anchor, each.sentence, each.role)
        for each in record(built, page).mentions
    ]


STORIES = "## In the Region\n\n### First\n\n{first}\n\n### Second\n\n{second}\n"


def test_the_first_mention_in_each_story(archive: Publication) -> None:
    first = "In Testville’s hall **Ann\nExample** sang. Ann Example, of Testville, slept."
    second = "Ann Example woke.\n\n> Testville had said so.\n"
    assert mentions(archive, STORIES.format(first=first, second=second)) == [
        ("testville", "first", "In Testville’s hall Ann Example sang.", None),
        ("ann", "first", "In Testville’s hall Ann Example sang.", None),
        ("ann", "second", "Ann Example woke.", None),
        ("testville", "second", "Testville had said so.", None),
    ]


def test_not_in_links_headings_code_and_not_by_accident(archive: Publication) -> None:
    texts = (
        "[Testville](https://example.org/)", "`Testville`", "```text\nTestville\n```",
        "#### Testville", "{person}`-Bob Lemon`", "Lemon juice, and a lemon.",
        "Water is no name by itself.", "The canal is none either.",
        "<https://example.org/Testville>",
    )  # fmt: skip
    for day, words in enumerate(texts, 1):
        archive.issue(STORIES.format(first=words, second="Nothing."), date=f"2031-01-{day:02}")
    assert archive.check() == []
    built = archive.build()
    assert built.warnings == []
    found = built.app.env.get_domain("periodical").issues.values()
    assert len(found) == len(texts)
    assert [(each.docname, each.mentions) for each in found if each.mentions] == []


def test_not_in_credits_teasers_and_the_sign_off(archive: Publication) -> None:
    body = (
        "## Fact of the Week\n\n:::{fact-of-the-week}\n:source: Testville Club\n\nA fact.\n:::\n\n"
        "## Thanks for Reading\n\nAnn Example thanks you.\n\n"
        "## Related Articles\n\n:::{related-articles}\n- *Elsewhere* — Bob Lemon.\n:::\n"
    )
    assert mentions(archive, body) == []


def test_other_spellings_scripts_and_the_words_of_a_topic(archive: Publication) -> None:
    first = "Энн Экзампл raised the water question; {lang}`Энн Экзампл <ru>` again."
    assert [each[0] for each in mentions(archive, STORIES.format(first=first, second="-"))] == [
        "ann",
        "water",
    ]


def test_guests_with_the_roles_of_that_day(archive: Publication) -> None:
    body = (
        "## Majlis Podcast\n\n:::{podcast} make-believe\nOf Bob Lemon.\n:::\n\n"
        ":::{guests}\n- Ann Example, head of the Testville Club\n:::\n"
    )
    assert [(key, role) for key, _, _, role in mentions(archive, body)] == [
        ("lemon", None),
        ("ann", "head of the Testville Club"),
        ("club", None),
    ]


def test_sentences_without_notes_and_with_words_for_titles(archive: Publication) -> None:
    archive.issue(STORIES.format(first="-", second="-"), date="2031-01-01", name="earlier")
    first = (
        "Since {issue}`2031-01-01` and {story}`2031-01-01#second` Bob Lemon waits.[^n]\n\n"
        "[^n]: Ann Example saw it."
    )
    assert [each[::2] for each in mentions(archive, STORIES.format(first=first, second="-"))] == [
        (
            "lemon",
            "Since the issue of 1 January 2031 and a story of 1 January 2031 Bob Lemon waits.",
        ),
        ("ann", "Ann Example saw it."),
    ]


def test_the_role_of_a_guest_of_whom_the_text_spoke_before(archive: Publication) -> None:
    body = (
        "## Majlis Podcast\n\n:::{podcast} make-believe\nWith Bob Lemon.\n:::\n\n"
        ":::{guests}\n- Bob Lemon, a poet\n:::\n\n:::{podcast} make-believe\nMore.\n:::\n"
    )
    [(key, _, sentence, role)] = mentions(archive, body)
    assert (key, sentence, role) == ("lemon", "With Bob Lemon.", "a poet")


def test_roles(archive: Publication) -> None:
    first = (
        "{person}`ann` and {person}`Bob Lemon`, {organization}`the club <club>`, "
        "{place}`Testville`, {topic}`water`, {topic}`thirst <Water>`, {thread}`the-canal`."
    )
    page = archive.issue(STORIES.format(first=first, second="-"))
    assert archive.check() == []
    built = archive.build()
    assert built.warnings == []
    text = " ".join(built.html(page).select_one("#first p").get_text().split())
    assert text == ("Ann Example and Bob Lemon, the club, Testville, Water, thirst, The canal.")
    keys = [each.key for each in record(built, page).mentions]
    assert keys == [
        (EntryKind.PERSON, "ann"),
        (EntryKind.PERSON, "lemon"),
        (EntryKind.ORGANIZATION, "club"),
        (EntryKind.PLACE, "testville"),
        (EntryKind.TOPIC, "water"),
        (EntryKind.THREAD, "the-canal"),
    ]


def wrong(archive: Publication, bodies: Iterable[str]) -> Iterator[tuple[list[Problem], list[str]]]:
    """Write each on a page of its own, and yield what `check` and the build say of it."""
    pages = [archive.issue(body, date=f"2031-01-{day:02}") for day, body in enumerate(bodies, 7)]
    problems, warnings = archive.check(), archive.build().warnings
    for page in pages:
        of_page = [each for each in problems if each.file == f"{page}.md"]
        yield of_page, [each for each in warnings if f"{page}.md:" in each]


UNKNOWN = {
    "{person}`anne`": "There is no person “anne” in _data/people.yaml. Did you mean “ann”?",
    "{place}`Testvile`": "There is no place “Testvile” in _data/places.yaml. Did you mean",
    "{topic}`zzz`": "There is no topic “zzz” in _data/topics.yaml. Add an entry",
    "{story}`2031-01-07`": "“2031-01-07” does not say which story.",
    "{story}`#secnd`": "No heading of this page has the address “#secnd”. Did you mean “secon",
    "[x](#secnd)": "No heading of this page has the address “#secnd”. Did you mean “second”?",
}


def test_unknown_targets(archive: Publication) -> None:
    bodies = (STORIES.format(first=words, second="-") for words in UNKNOWN)
    for said, message in zip(wrong(archive, bodies), UNKNOWN.values(), strict=True):
        [problem], [warning] = said
        assert problem.line == 14
        assert problem.text.startswith(message)
        assert f":14: WARNING: {message}" in warning


@pytest.mark.parametrize("form", ["{{story}}`2031-01-07#{}`", "[x](2031-01-07-earlier.md#{})"])
def test_stories_of_other_issues(archive: Publication, form: str) -> None:
    earlier = archive.issue(STORIES.format(first="-", second="-"), name="earlier")
    body = STORIES.format(first=form.format("second"), second="-")
    later = archive.issue(body, date="2031-01-14", name="later")
    assert archive.check() == []
    built = archive.build()
    assert built.warnings == []
    link = built.html(later).select_one("#first p a")
    assert link["href"] == "2031-01-07-earlier.html#second"
    assert link.get_text() == ("Second" if form.startswith("{") else "x")
    domain = built.app.env.get_domain("periodical")
    [backlink] = domain.concordance.backlinks[domain.issues[earlier].id, "second"]
    assert (backlink.issue.docname, backlink.it) == (later, "first")
    assert (domain.issues[earlier].id, "first") not in domain.concordance.backlinks
    assert len(domain.concordance.backlinks[domain.issues[earlier].id, ""]) == 1


def test_a_story_of_another_issue_that_is_not_there(archive: Publication) -> None:
    archive.issue(STORIES.format(first="-", second="-"), name="earlier")
    body = STORIES.format(first="{story}`2031-01-07#secnd`", second="-")
    archive.issue(body, date="2031-01-14", name="later")
    expected = "No heading of the issue 2031-01-07-earlier has the address “#secnd”. Did you mean"
    [problem] = archive.check()
    assert problem.text.startswith(expected)
    [warning] = archive.build().warnings
    assert f"later.md:14: WARNING: {expected}" in warning


def story(number: int, options: str) -> str:
    return f"## In the Region\n\n### Story {number}\n\n:::{{story}}\n{options}\n:::\n\nText.\n"


def test_maps_of_an_issue_and_of_a_place(archive: Publication) -> None:
    """The map of an issue has its places, but no country in which another of them is."""
    archive.write(
        "_data/places.yaml",
        "- id: kazakhstan\n  name: Kazakhstan\n  coordinates: 48.2, 67.3\n"
        "- id: almaty\n  name: Almaty\n  country: Kazakhstan\n  coordinates: 43.24, 76.95\n"
        "- id: kyrgyzstan\n  name: Kyrgyzstan\n  coordinates: 41.5, 74.6\n"
        "- id: nowhere\n  name: Nowhere\n",
    )
    first = "From Almaty in Kazakhstan to Kyrgyzstan, and Nowhere."
    page = archive.issue(STORIES.format(first=first, second="-"))
    other = archive.issue(STORIES.format(first="-", second="-"), date="2031-01-14")
    built = archive.build()
    assert built.warnings == []

    def described(name: str) -> str:
        drawing = built.html(name).select_one("svg[role=img]")
        return drawing.find(id=drawing["aria-labelledby"].split()[-1]).get_text()

    assert described(page) == "The map shows Almaty (Kazakhstan) and Kyrgyzstan."
    assert described("places/almaty") == "The map shows Almaty (Kazakhstan)."
    assert built.html(other).select("svg[role=img]") == []
    assert built.html("places/nowhere").select("svg[role=img]") == []


def test_a_thread_is_in_the_order_of_events(archive: Publication) -> None:
    dated = ":thread: the-canal\n:date: 2030-05-01\n:places: testville, Testville"
    first = archive.issue(story(1, ":thread: the-canal"), name="one")
    archive.issue(story(2, dated), date="2031-01-14", name="two")
    assert archive.check() == []
    built = archive.build()
    assert built.warnings == []
    domain = built.app.env.get_domain("periodical")
    assert [
        part.it.title for part in domain.concordance.threads[EntryKind.THREAD, "the-canal"]
    ] == [
        "Story 2",
        "Story 1",
    ]
    issue = domain.issues[first]
    before, after = domain.concordance.beside[issue.id, issue.stories[0].anchor]
    assert (before.it.places, after) == (("testville", "testville"), None)
    note = built.html("issues/2031/2031-01-14-two").select_one("#story-2 p").get_text()
    assert note == "1 May 2030 · Testville, Testville · Thread: The canal"


WRONG_STORIES = {
    story(1, ":thread: the-kanal"): (15, "There is no thread “the-kanal”"),
    story(1, ":places: Testville, Nowhere"): (15, "There is no place “Nowhere”"),
    story(1, ":date: soon"): (15, "“soon” is not a date"),
    story(1, ":places: a,,b"): (15, "In “a,,b”, nothing stands before or after a comma."),
    story(1, ""): (14, "“story” says nothing."),
    "## In the Region\n\n:::{story}\n:date: 2031-01-01\n:::\n": (12, "“story” stands away"),
    "## In the Region\n\n### A\n\nText.\n\n:::{story}\n:date: 2031-01-01\n:::\n":
        (16, "“story” stands away"),
}  # fmt: skip


def test_a_story_directive_that_is_wrong(archive: Publication) -> None:
    expected = WRONG_STORIES.values()
    for said, (line, message) in zip(wrong(archive, WRONG_STORIES), expected, strict=True):
        found, warnings = said
        assert any(each.line == line and each.text.startswith(message) for each in found), found
        assert any(message in warning for warning in warnings)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("places", "- id: x\n  name: Ann Example\n",
         "places.yaml:2:3: registry: “Ann Example” names x here, and ann in _data/people.yaml."),
        ("places", "- id: x\n  name: X\n  spellings: [Y, \u0410. Example, A.\u00a0Example]\n",
         "places.yaml:3:30: registry: “A. Example” names x here, and ann in _data/people.yaml."),
        ("places", "- id: x\n  name: X\n  coordinates: 69.2\n",
         "places.yaml:3:3: invalid-value: “entry 1: coordinates” is not a latitude and a"),
        ("places", "- id: x\n  name: X\n  coordinates: 169.2, 41.3\n",
         "places.yaml:3:3: invalid-value: “entry 1: coordinates” is not on Earth: latitude first"),
        ("people", "- id: x\n  name: X\n  wikidata: 269\n",
         "people.yaml:3:3: invalid-value: “entry 1: wikidata” is not a Wikidata id such as Q269"),
        ("people", "- id: x\n  name: X\n  role: mayor\n",
         "people.yaml:3:3: unknown-key: There is no key “role” in “entry 1”. It is called “roles”"),
        ("topics", "- id: x\n  name: X\n- id: x\n  name: Y\n",
         "topics.yaml:3:3: registry: The id “x” stands twice."),
        ("threads", "- id: x\n  name: X\n  spellings: ['…']\n",
         "threads.yaml:3:15: registry: “…” cannot be found in a text: it has no letters."),
    ],
)  # fmt: skip
def test_entries_that_are_wrong(archive: Publication, file: str, text: str, message: str) -> None:
    archive.write(f"_data/{file}.yaml", text)
    [found] = [str(each) for each in archive.check() if each.file == f"_data/{file}.yaml"]
    assert found.startswith(f"_data/{message}")


def test_what_a_person_was_at_that_date(archive: Publication) -> None:
    early = archive.issue(STORIES.format(first="Ann Example.", second="-"), date="2030-05-05")
    late = archive.issue(STORIES.format(first="Ann Example.", second="-"), date="2031-05-05")
    domain = archive.build().app.env.get_domain("periodical")
    found = domain.concordance.mentions[EntryKind.PERSON, "ann"]
    roles = domain.concordance.role_of
    assert [(each.issue.docname, roles(each.it, each.issue)) for each in found] == [
        (late, "member of the assembly"),
        (early, "mayor of Testville"),
    ]


def test_related_issues_share_what_is_rare(archive: Publication) -> None:
    """All issues share a topic; of ten, two share a person too."""
    for week in range(10):
        who = "Bob Lemon" if week in (1, 8) else "Nobody"
        archive.issue(
            STORIES.format(first=who, second="-"),
            date=f"2031-01-{week + 10}",
            extra="topics: [water]\n",
        )
    domain = archive.build().app.env.get_domain("periodical")
    issues = domain.concordance.issues
    related = domain.concordance.related(issues[1])
    assert related[0].issue is issues[8]
    assert related[0].it == ((EntryKind.PERSON, "lemon"), (EntryKind.TOPIC, "water"))
    assert [each.issue for each in related[1:]] == [issues[0], issues[2]]


def test_only_pages_with_the_name_are_read_again(archive: Publication) -> None:
    """A spelling that is new is found in old pages, and no other page is touched."""
    with_name = archive.issue(STORIES.format(first="Of *New* &#83;pelling.", second="-"))
    plain = archive.issue(
        STORIES.format(first="A new &#83;pell\\\ning: New\nSpelling.", second="-"),
        date="2031-01-14",
    )
    other = archive.issue(STORIES.format(first="Nothing.", second="-"), date="2031-01-21")
    archive.build()
    text = REGISTRY["people"].replace(
        "name: Bob Lemon", "name: Bob Lemon\n  spellings: New Spelling"
    )
    archive.write("_data/people.yaml", text)
    built = archive.build()
    assert [each.key[1] for each in record(built, plain).mentions] == ["lemon"]
    assert record(built, with_name).mentions == ()  # emphasis parts the words
    read = set(built.app.env.all_docs) - {
        name
        for name, time in built.app.env.all_docs.items()
        if time < (archive.root / "_data/people.yaml").stat().st_mtime_ns / 1000
    }
    assert other not in read
    assert plain in read


def test_registry_of_nothing(publication: Publication) -> None:
    for file in (publication.root / "_data").iterdir():
        file.unlink()
    assert read_registry(publication.root).problems == ()


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("См. https://example.org/a。新闻", "https://example.org/a"),
        ("https://example.org/a，и", "https://example.org/a"),
        ("https://example.org/a.» Дальше", "https://example.org/a"),
        ("https://example.org/a…", "https://example.org/a"),
        ("https://example.org/a—and", "https://example.org/a"),
        ("https://example.org/a؟ بله", "https://example.org/a"),
        ("https://example.orgздесь", "https://example.org"),
        ("https://example.org路", "https://example.org"),
        ("www.example.orgздесь", "http://www.example.org"),
        ("https://example.org/дорога, и", "https://example.org/%D0%B4%D0%BE%D1%80%D0%BE%D0%B3%D0%B0"),
        ("https://www.maße.example/a", "https://www.xn--mae-6ka.example/a"),
        ("https://example.org/A–B_C – so", "https://example.org/A%E2%80%93B_C"),
        ("<https://example.org/路。>", "https://example.org/%E8%B7%AF%E3%80%82"),
        ("[words](https://example.org/a。b)", "https://example.org/a%E3%80%82b"),
    ],
)  # fmt: skip
def test_an_address_in_a_text_ends_where_other_signs_begin(words: str, address: str) -> None:
    tokens = plain_parser().parse(f"{words}\n")[1].children or []
    assert [token.attrs["href"] for token in tokens if token.type == "link_open"] == [address]
    if words[0] not in "<[":
        assert "".join(token.content for token in tokens) == words
