"""The archive as data: true, valid, the same in every build, and in step with the pages.

Everyone and everything in these issues is invented.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import frictionless
import pytest
from bs4 import BeautifulSoup
from jsonschema import Draft202012Validator, FormatChecker
from periodical.exports import csv_rows, json_rows
from periodical.exports.tables import Table, tables
from periodical.markup.directives import DIRECTIVES
from periodical.model.registry import EntryKind

from .conftest import OWN_PAGES, REPOSITORY, Built, Publication, Site, make_publication
from .test_contributing import EXAMPLES
from .trees import differences, times_of, tree_of

BASE = "https://central-asia-in-focus.example/"
HOSTILE = [
    '=HYPERLINK("https://example.org/?"&A1, "Click")',
    "+1+1",
    "-1",
    "@SUM(A1:A2)",
    'Commas, "quotes", and ; semicolons',
    "Two\nlines",
    "A carriage\r\nreturn and\ta tab",
    "نوروز، \u200fو «دیگران»",
    "Салиҷон, ʻOʻzbekiston",
    " spaces around ",
    "</script><script>alert(1)</script>",
    "\\N NULL null",
    "'apostrophe",
]

REGISTRY = {
    "people": """\
- id: ada-example
  name: Ada Example
  spellings: [Ада Пример, "Example, Ada", نمونه]
  description: "=1+1, \\"the first\\" of all"
  url: https://example.org/ada
  wikidata: Q42
  roles:
    - role: minister, of "examples"
      since: 2030-01-01
      until: 2031-01-31
- id: nobody-yet
  name: Nobody Yet
""",
    "organizations": "- id: example-board\n  name: The Example Board\n  country: Examplia\n",
    "places": "- id: port-pretend\n  name: Port Pretend\n  coordinates: -41.31, 69.24\n",
    "topics": "- id: water\n  name: Water\n",
    "threads": "- id: the-canal\n  name: The Canal\n  description: A canal that is not there.\n",
    "shows": "- id: make-believe\n  name: Make-Believe Hour\n  publisher: The Example Press\n",
}

FIRST = """\
## In the Region

### The Same Words

:::{story}
:date: 2031-01-03
:places: port-pretend
:thread: the-canal
:::

=SUM(1, 2) is what Ada Example wrote, "and nothing else", to The Example Board.

:::{why-its-important}
Because it is invented.

In two paragraphs.
:::

:::{why-its-important}
And for another reason.
:::

### The Same Words

نوروز was kept in Port Pretend.

### Сел в Порту

An opening. {person}`Ada <ada-example>` came back.

### !!!

Only signs.

### ???

More signs.

## Majlis Podcast

:::{podcast} make-believe
:title: Invented Hours
:date: 2031-01-05
:duration: 48 min

An hour that nobody heard.
:::

:::{guests}
- Ada Example, guest of "honour"
- Guest Number Two
:::

:::{podcast} make-believe
Another episode.
:::

## Fact of the Week

:::{fact-of-the-week}
:date: 2031-01-06
:source: The Example Board

Nine of ten examples are invented.
:::
"""

SECOND = """\
## In the Region

### What Follows

:::{story}
:thread: the-canal
:::

It began in {issue}`an issue <2031-01-07>`, with {story}`a headline <2031-01-07#the-same-words-2>`,
and once more in {issue}`here <2031-01-07-a-fictional-title>`. Ada Example is silent.

## Fact of the Week

Ten of ten.
"""


FURTHER = [
    example
    for example in EXAMPLES
    for name in re.findall(r"(?m)^:::\{([\w-]+)", example)
    if DIRECTIVES[name].data and f":::{{{name}}}" not in FIRST
]
"""What the guide shows of any other directive that has a file among the data."""


def lay_out(root: Path) -> Publication:
    """Lay out eight fictional issues: as many as Sphinx needs to read them with two workers."""
    root.mkdir(parents=True, exist_ok=True)
    publication = make_publication(root, *OWN_PAGES)
    for name, content in REGISTRY.items():
        publication.write(f"_data/{name}.yaml", content)
    publication.issue(
        FIRST,
        extra="topics: [water, not-registered]\nsource:\n  title: The Original, invented\n"
        "  authors: Ada Example\n  publisher: The Example Press\n  date: 2031-01-06\n"
        "revisions:\n  - date: 2031-02-01\n    kind: correction\n    note: One word.\n",
    )
    publication.issue(SECOND, date="2031-03-14", title="A Later Title", name="a-later-title")
    for day in range(1, 7):
        text = "\n".join(["Port Pretend sleeps.\n", *(FURTHER if day == 6 else ())])
        publication.issue(
            f"## In the Region\n\n### A Story\n\n{text}",
            date=f"2031-04-0{day}", title=f"Issue {day}", name=f"issue-{day}",
        )  # fmt: skip
    return publication


@dataclass
class Data:
    """A site and the rows of its files."""

    built: Built

    @property
    def folder(self) -> Path:
        return self.built.out / "data"

    def rows(self, table: Table | str) -> list[dict[str, Any]]:
        """Return the rows of a file; the empty cells of a CSV file are null."""
        name = table if isinstance(table, str) else table.name
        (path,) = [each.path for each in tables() if each.name == name]
        text = (self.folder / path).read_bytes().decode("utf-8")
        if path.endswith(".json"):
            rows: list[dict[str, Any]] = json.loads(text)
            return rows
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        return [{name: cell or None for name, cell in row.items()} for row in reader]

    def schema(self, table: Table) -> dict[str, Any]:
        schema: dict[str, Any] = json.loads((self.folder / table.schema_path).read_text("utf-8"))
        return schema

    def validate(self) -> list[str]:
        """Return what frictionless finds wrong with the package."""
        report = frictionless.validate(str(self.folder / "datapackage.json"))
        errors = [*report.errors, *(error for task in report.tasks for error in task.errors)]
        return [error.message for error in errors]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    built = lay_out(tmp_path_factory.mktemp("exports") / "publication").build()
    assert built.warnings == []
    return Data(built)


@pytest.fixture
def copy(data: Data, tmp_path: Path) -> Data:
    """The data of the site, to be broken."""
    out = tmp_path / "site"
    shutil.copytree(data.folder, out / "data")
    return Data(Built(out, [], data.built.app))


BY_TABLE = pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)


# What is promised


@BY_TABLE
def test_every_file_keeps_to_its_json_schema(data: Data, table: Table) -> None:
    schema = data.schema(table)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"{BASE}data/{table.schema_path}"
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    rows = data.rows(table)
    assert rows
    assert [error.message for error in validator.iter_errors(rows)] == []
    one = dict(rows[0])
    first = next(iter(one))
    assert list(validator.iter_errors([one | {"unknown": "column"}]))
    assert list(validator.iter_errors([one | {first: None}]))
    del one[first]
    assert list(validator.iter_errors([one]))


@BY_TABLE
def test_every_field_is_described(data: Data, table: Table) -> None:
    schema = data.schema(table)
    for definition in schema["$defs"].values():
        assert definition["description"]
        for said in definition.get("properties", {}).values():
            assert said["description"].endswith(".")


def test_the_package_validates(data: Data) -> None:
    assert data.validate() == []
    package = json.loads((data.folder / "datapackage.json").read_text("utf-8"))
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert package["homepage"] == package["sources"][0]["path"] == BASE
    assert {each["name"] for each in package["resources"]} == {table.name for table in tables()}
    for resource in package["resources"]:
        content = (data.folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource.get("bytes", len(content)) == len(content)
        assert (data.folder / resource["jsonSchema"]).is_file()
        types = {each["name"]: each["type"] for each in resource["schema"]["fields"]}
        rows = data.rows(resource["name"])
        assert list(types) == list(rows[0])


def test_the_package_of_the_real_archive_validates(real: Site) -> None:
    data = Data(real)
    assert data.rows("stories")
    assert data.validate() == []


def test_the_package_of_an_archive_without_entries_validates(publication: Publication) -> None:
    publication.issue("## In the Region\n\n### A Story\n\nWords.\n")
    for path in (publication.root / "_data").iterdir():
        path.unlink()
    data = Data(publication.build())
    assert data.rows("threads") == data.rows("mentions") == []
    assert data.validate() == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("mentions.csv", "Ada Example is silent.", "Ada Example is not silent."),
        ("stories.json", '"thread": "the-canal"', '"thread": "another"'),
        ("callouts.json", ".why-its-important-2", ".why-its-important"),
        ("issues.json", '"date": "2031-03-14"', '"date": "14 March"'),
        ("mentions.csv", ",place,", ",planet,"),
    ],
)  # fmt: skip
def test_a_package_with_a_mistake_does_not_validate(
    copy: Data, file: str, old: str, new: str
) -> None:
    path = copy.folder / file
    text = path.read_bytes().decode("utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new).encode())
    assert copy.validate() != []


def test_ids_in_lists_are_ids_of_their_files(data: Data) -> None:
    ids = {table.name: {row.get("id") for row in data.rows(table)} for table in tables()}
    for issue in data.rows("issues"):
        assert {*issue["authors"]} <= ids["people"]
        assert {*issue["topics"]} <= ids["topics"]
    for story in data.rows("stories"):
        assert {*story["places"]} <= ids["places"]
    for thread in data.rows("threads"):
        assert {*thread["stories"]} <= ids["stories"]
    for mention in data.rows("mentions"):
        assert mention["entry"] in ids[EntryKind(mention["kind"]).plural]


# What is said


def mention_of(text: str) -> dict[str, object]:
    return {
        "heading": "a#b", "issue": "a", "story": text, "kind": EntryKind.PLACE, "entry": text,
        "role": text, "sentence": text,
    }  # fmt: skip


def test_csv_carries_any_text_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mentions.csv"
    path.write_bytes(b"".join(csv_rows(list(mention_of("")), map(mention_of, HOSTILE))))
    text = path.read_bytes().decode("utf-8")
    read = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert [row["sentence"] for row in read] == HOSTILE
    assert all(row["role"] == row["entry"] == row["sentence"] for row in read)
    assert text.startswith("heading,issue,story,kind,entry,role,sentence\r\n")  # RFC 4180, 2.1
    assert text.endswith("\r\n")
    with frictionless.Resource(path=path.name, basepath=str(tmp_path)) as resource:
        assert [row["sentence"] for row in resource.row_stream] == HOSTILE


def test_json_carries_any_text_as_it_is() -> None:
    topics = [{"id": text, "name": text, "spellings": [text], "url": None} for text in HOSTILE]
    text = b"".join(json_rows(topics)).decode()
    assert [row["name"] for row in json.loads(text)] == HOSTILE
    assert len(text.splitlines()) == len(HOSTILE) + 2
    assert json.loads(b"".join(json_rows([]))) == []


def test_what_contributors_wrote_is_there_as_written(data: Data) -> None:
    mentions = data.rows("mentions")
    sentences = [row["sentence"] for row in mentions]
    wrote = "=SUM(1, 2) is what Ada Example wrote, “and nothing else”, to The Example Board."
    assert sentences.count(wrote) == 2
    assert "نوروز was kept in Port Pretend." in sentences
    ada = next(row for row in data.rows("people") if row["id"] == "ada-example")
    assert ada["description"] == '=1+1, "the first" of all'
    assert "Ада Пример" in ada["spellings"]


def test_roles_are_those_of_the_date(data: Data) -> None:
    roles = {
        (row["heading"].partition("#")[2], row["role"])
        for row in data.rows("mentions")
        if row["entry"] == "ada-example"
    }
    assert roles == {
        ("the-same-words", 'minister, of "examples"'),
        ("sel-v-portu", 'minister, of "examples"'),
        ("majlis-podcast", 'guest of "honour"'),
        ("what-follows", None),
    }


def test_issues_and_episodes_say_all_that_is_known(data: Data) -> None:
    issue = data.rows("issues")[0]
    assert issue["original"]["authors"] == ["Ada Example"]
    assert issue["modified"] == issue["revisions"][0]["date"] == "2031-02-01"
    assert [section["kind"] for section in issue["sections"]] == ["stories", "podcast", "fact"]
    one, other = data.rows("episodes")
    assert (one["number"], one["duration"], other["number"]) == (1, "PT48M", 2)
    assert [guest["person"] for guest in one["guests"]] == ["ada-example", None]
    place = data.rows("places")[0]
    assert (place["latitude"], place["longitude"]) == (-41.31, 69.24)
    canal = data.rows("threads")[0]
    assert [story.partition("#")[2] for story in canal["stories"]] == [
        "the-same-words",
        "what-follows",
    ]


def test_references_are_resolved_and_each_stands_once(data: Data) -> None:
    first, second = "2031-01-07-a-fictional-title", "2031-03-14-a-later-title"
    assert [tuple(row.values()) for row in data.rows("references")] == [
        (f"{second}#what-follows", second, f"{second}#what-follows", first, first, None),
        (f"{second}#what-follows", second, f"{second}#what-follows", f"{first}#the-same-words-2",
         first, f"{first}#the-same-words-2"),
    ]  # fmt: skip


# The pages


def addresses(value: Any) -> Iterator[str]:
    """Yield all addresses on this site in some rows."""
    if isinstance(value, dict):
        yield from (each for each in [value.get("url")] if each and each.startswith(BASE))
        for each in value.values():
            yield from addresses(each)
    elif isinstance(value, list):
        for each in value:
            yield from addresses(each)


def found(built: Built, url: str) -> Any:
    """Return what has an address in the site."""
    page, _, anchor = unquote(url.removeprefix(BASE)).partition("#")
    text = BeautifulSoup((built.out / page).read_text("utf-8"), "html.parser")
    elements = text.find_all(id=anchor) if anchor else [text]
    assert len(elements) == 1, url
    return elements[0]


@pytest.mark.parametrize("name", ["issues", "stories", "callouts", "facts", "episodes"])
def test_every_address_is_in_the_site(data: Data, name: str) -> None:
    rows = data.rows(name)
    listed = list(addresses(rows))
    assert len(listed) >= len(rows)
    for url in listed:
        assert found(data.built, url)


def test_authors_have_pages(data: Data) -> None:
    people = {row["id"]: row["url"] for row in data.rows("people")}
    for issue in data.rows("issues"):
        for author in issue["authors"]:
            assert found(data.built, people[author])
    assert people["nobody-yet"] is None


@pytest.mark.parametrize("kind", ["people", "organizations", "places", "topics", "threads"])
def test_entries_that_are_named_have_pages(data: Data, kind: str) -> None:
    addresses = [row["url"] for row in data.rows(kind) if row["url"]]
    assert addresses
    for address in addresses:
        assert found(data.built, address).h1


def words(element: Any) -> str:
    return " ".join(element.get_text().split())


def test_records_say_what_the_pages_say(data: Data) -> None:
    for issue in data.rows("issues"):
        assert found(data.built, issue["url"]).h1.get_text().startswith(issue["title"])
    for story in data.rows("stories"):
        section = found(data.built, story["url"])
        assert section.h3.get_text().removesuffix("#") == story["title"]
        assert (story["opening"] or "") in words(section)
    for name in ("callouts", "facts"):
        for row in data.rows(name):
            element = found(data.built, row["url"])
            for paragraph in row["text"].split("\n\n"):
                assert " ".join(paragraph.split()) in words(element)
    for mention in data.rows("mentions"):
        page = next(r["url"] for r in data.rows("issues") if r["id"] == mention["issue"])
        anchor = mention["heading"].partition("#")[2]
        assert (mention["sentence"] or "") in words(found(data.built, f"{page}#{anchor}"))


def test_odd_headings_have_addresses_of_their_own(data: Data) -> None:
    ids = [row["id"] for row in data.rows("stories") if "2031-01-07" in row["id"]]
    assert [each.partition("#")[2] for each in ids] == [
        "the-same-words", "the-same-words-2", "sel-v-portu", "section", "section-2",
    ]  # fmt: skip


def test_an_edit_elsewhere_moves_no_address(publication: Publication) -> None:
    page = publication.issue(FIRST.replace(":thread: the-canal\n", ""))
    for name, content in REGISTRY.items():
        publication.write(f"_data/{name}.yaml", content)
    before = Data(publication.build())
    kept = {name: [row["id"] for row in before.rows(name)] for name in ("stories", "callouts")}
    kept["facts"] = [row["id"] for row in before.rows("facts")]
    path = publication.root / f"{page}.md"
    text = path.read_text("utf-8").replace(
        "### The Same Words", "### A Story before Them\n\nNew.\n\n### The Same Words", 1
    )
    path.write_text(text.replace("An opening.", "A new paragraph.\n\nAn opening."), "utf-8")
    publication.issue(SECOND.replace(":thread: the-canal", ":date: 2031-03-01"),
                      date="2031-03-14", title="A Later Title", name="a-later-title")  # fmt: skip
    after = Data(publication.build())
    assert after.built.warnings == []
    for name, ids in kept.items():
        rows = after.rows(name)
        assert {*ids} < {row["id"] for row in rows} or name == "callouts"
        assert {*ids} <= {row["id"] for row in rows}
        for row in rows:
            assert found(after.built, row["url"])


def test_about_lists_every_file(data: Data) -> None:
    about = data.built.html("about")
    linked = {link["href"] for link in about.find_all("a") if link["href"].startswith("data/")}
    on_disk = {
        path.relative_to(data.built.out).as_posix()
        for path in data.folder.rglob("*")
        # The page of each issue leads to its own text as JATS (`test_deposit.py`).
        if path.is_file() and path.parent.name != "jats"
    }
    assert linked == on_disk


# Every build


def test_two_workers_write_the_same(data: Data, tmp_path: Path) -> None:
    other = lay_out(tmp_path / "publication").build(jobs=2)
    assert differences(tree_of(data.folder), tree_of(other.out / "data")) == []


def test_idle_builds_write_nothing_and_an_edit_only_its_files(tmp_path: Path) -> None:
    publication = lay_out(tmp_path / "publication")
    folder = publication.build().out / "data"
    before = times_of(folder)
    publication.build()
    assert times_of(folder) == before

    people = publication.root / "_data/people.yaml"
    people.write_text(people.read_text("utf-8").replace("Q42", "Q43"), "utf-8")
    publication.build()
    after = times_of(folder)
    changed = {path for path in before if before[path] != after[path]}
    assert changed == {"people.json", "datapackage.json"}

    path = publication.root / "issues/2031/2031-03-14-a-later-title.md"
    path.write_text(path.read_text("utf-8").replace("is silent", "speaks"), "utf-8")
    (publication.root / "issues/2031/2031-04-06-issue-6.md").unlink()
    edited = tree_of(publication.build().out / "data")
    shutil.rmtree(publication.root / "_build")
    assert differences(edited, tree_of(publication.build().out / "data")) == []


ANOTHER_OUTPUT = """
from periodical.ledger.outputs import OUTPUTS, Output

def setup(app):
    paths = ("data/old.json", "data/schemas/old.schema.json")
    app.connect(OUTPUTS, lambda *_: [Output(path, "1", lambda: b"[]") for path in paths])
"""


def test_only_what_was_ours_is_removed(tmp_path: Path) -> None:
    publication = lay_out(tmp_path / "publication")
    conf = publication.root / "conf.py"
    before = conf.read_text("utf-8")
    conf.write_text(before + ANOTHER_OUTPUT, "utf-8")
    folder = publication.build().out / "data"
    assert (folder / "old.json").exists()
    assert (folder / "schemas/old.schema.json").exists()
    conf.write_text(before, "utf-8")
    for path in ("another.json", "../outside.json"):
        (folder / path).write_text("[]", "utf-8")
    (folder / "topics.json").unlink()
    publication.build()
    assert not (folder / "old.json").exists()
    assert not (folder / "schemas/old.schema.json").exists()
    assert (folder / "another.json").exists()
    assert (folder.parent / "outside.json").exists()
    assert (folder / "topics.json").exists()


def test_other_builders_write_no_data(publication: Publication) -> None:
    publication.issue("## In the Region\n\n### A Story\n\nWords.\n")
    assert not (publication.build("text", out="_build/text").out / "data").exists()


# Other sites refer to this one


def inventory(built: Built) -> dict[str, tuple[str, str]]:
    """Return type and address of each name in `objects.inv`, by its format (version 2)."""
    content = (built.out / "objects.inv").read_bytes()
    start = [match.end() for match in re.finditer(b"\n", content)][3]
    listed = {}
    for line in zlib.decompress(content[start:]).decode("utf-8").splitlines():
        name, kind, _, address, _ = line.split(maxsplit=4)
        listed[f"{kind}#{name}"] = (kind, address.removesuffix("$") + name * address.endswith("$"))
    return listed


def test_the_inventory_has_all_that_has_an_id_and_a_page(data: Data) -> None:
    listed = inventory(data.built)
    kinds = {"issues": "issue", "stories": "story", **{each.plural: each for each in EntryKind}}
    for name, kind in kinds.items():
        for row in data.rows(name):
            if url := row.get("url"):
                assert listed[f"periodical:{kind}#{row['id']}"][1] == url.removeprefix(BASE)


ELSEWHERE = """\
# Elsewhere

- [an issue](inv:focus:periodical:issue#2031-01-07-a-fictional-title)
- <inv:focus:periodical:story#2031-01-07-a-fictional-title#the-same-words-2>
- <inv:focus:periodical:story#2031-01-07-a-fictional-title#sel-v-portu>
- <inv:focus:periodical:person#ada-example>
- <inv:focus:periodical:organization#example-board>
- <inv:focus:periodical:place#port-pretend>
- <inv:focus:periodical:topic#water>
- <inv:focus:periodical:thread#the-canal>
"""


def test_another_sphinx_site_refers_to_all_of_it(data: Data, tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(
        'extensions = ["myst_parser", "sphinx.ext.intersphinx"]\n'
        f'intersphinx_mapping = {{"focus": ({BASE!r}, {str(data.built.out / "objects.inv")!r})}}\n'
    )
    (tmp_path / "index.md").write_text(ELSEWHERE, "utf-8")
    out = build_elsewhere(tmp_path)
    page = BeautifulSoup((out / "index.html").read_text("utf-8"), "html.parser")
    links = {
        link["href"]: link.get_text()
        for link in page.select("li a.external")
        if link["href"].startswith(BASE)
    }
    issue = f"{BASE}issues/2031/2031-01-07-a-fictional-title.html"
    assert links == {
        issue: "an issue",
        f"{issue}#the-same-words-2": "The Same Words",
        f"{issue}#sel-v-portu": "Сел в Порту",
        f"{BASE}people/ada-example.html": "Ada Example",
        f"{BASE}organizations/example-board.html": "The Example Board",
        f"{BASE}places/port-pretend.html": "Port Pretend",
        f"{BASE}topics/water.html": "Water",
        f"{BASE}threads/the-canal.html": "The Canal",
    }
    for url in links:
        if "/issues/" in url:
            assert found(data.built, url)


def build_elsewhere(root: Path) -> Path:
    """Build a project in a process of its own, any warning being an error."""
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-n", "-W", str(root), str(root / "out")],
        env=os.environ | {"PYTHONPATH": str(REPOSITORY / "extensions")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return root / "out"


def test_a_sister_publication_refers_with_roles(data: Data, publication: Publication) -> None:
    conf = publication.root / "conf.py"
    mapping = {"focus": (BASE, str(data.built.out / "objects.inv"))}
    conf.write_text(
        conf.read_text("utf-8")
        + f'\nextensions.append("sphinx.ext.intersphinx")\nintersphinx_mapping = {mapping!r}\n',
        "utf-8",
    )
    publication.write(
        "about.md",
        "# About\n\n{external+focus:periodical:issue}`2031-01-07-a-fictional-title` and "
        "{external+focus:periodical:story}`it <2031-01-07-a-fictional-title#the-same-words-2>`.\n",
    )
    publication.issue("## In the Region\n\n### A Story\n\nWords.\n")
    built = publication.build()
    assert built.warnings == []
    links = {link["href"] for link in built.html("about").select("a.external")}
    issue = f"{BASE}issues/2031/2031-01-07-a-fictional-title.html"
    assert {issue, f"{issue}#the-same-words-2"} <= links
