"""`periodical check`: what it says, where, and in which form."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from periodical.cli import main
from periodical.desk.check import check
from periodical.model.messages import catalogue
from periodical.model.publication import (
    Kind,
    PublicationError,
    publication_from,
    read_publication,
    read_settings,
)
from sphinx.errors import ConfigError

from .commands import periodical
from .conftest import FRONT_MATTER, REPOSITORY, Publication

PAGES = Path(__file__).parent / "pages"
BAD = "issues/2031/2031-01-07-bad.md"


@pytest.fixture
def bad(publication: Publication) -> Publication:
    publication.write(BAD, (PAGES / "bad.md").read_bytes())
    return publication


def test_bad_page_has_exactly_these_messages(bad: Publication) -> None:
    """One page with as many mistakes as fit; the whole list of its messages is `bad.txt`."""
    found = "".join(f"{problem}\n" for problem in bad.check())
    assert found == (PAGES / "bad.txt").read_text("utf-8")


def test_build_says_the_same(bad: Publication) -> None:
    """One implementation: the build's warnings of our kind are those of the check."""
    warned = {
        re.sub(r"^.*?(\d+): WARNING: (.*) \[periodical\.([\w-]+)\]$", r"\1: \3: \2", line)
        for line in bad.build().warnings
        if "[periodical." in line
    }
    # A reference to an issue is resolved when all pages are read, and the page itself is broken.
    later = {"issue"}
    checked = {
        f"{each.line}: {each.code}: {each.text}" for each in bad.check() if each.code not in later
    }
    assert checked <= warned
    assert {line.split(": ")[1] for line in warned - checked} <= {"issue"}


def test_nothing_of_a_bad_page_is_dropped(bad: Publication) -> None:
    """What is refused stands on the page as the text that it is."""
    article = bad.build().html(BAD.removesuffix(".md")).select_one("article").get_text()
    for words in ("alert(1)", "{include} /etc/passwd", "deep", "{raw}`x`", "never closed"):
        assert words in article, words


def test_every_code_is_documented() -> None:
    assert {message.code for message in catalogue().messages.values()} <= catalogue().codes.keys()
    assert all(catalogue().codes.values())


CASES = {
    "no front matter": (
        "# A Title\n",
        ["1:1: front-matter: The page has no front matter."],
    ),
    "no end": (
        "---\ntitle: A\n",
        ["1:1: front-matter: The front matter does not end."],
    ),
    "not yaml": (
        "---\ntitle: a: b\n---\n\n# A\n",
        ["2:9: front-matter: A colon stands here, where none can."],
    ),
    "a quotation mark that is closed by the next": (
        '---\ntitle: "A\ndate: 2031-01-07\nsummary: "Words of it."\n---\n\n# A\n',
        ["2:8: front-matter: The quotation mark here is not closed."],
    ),
    "a list": (
        "---\n- title\n---\n\n# A\n",
        ["2:1: front-matter: The front matter is not made of keys and values."],
    ),
    "alias": (
        "---\ntitle: &a A\nsummary: *a\n---\n\n# A\n",
        ["2:8: front-matter: Nothing can begin with “&” here"],
    ),
    "tag": (
        "---\ntitle: !!python/name:os.system x\n---\n\n# A\n",
        ["2:8: front-matter: Nothing can begin with “!” here"],
    ),
    "doubled key": (
        "---\ntitle: A\ntitle: B\n---\n\n# A\n",
        ["3:1: front-matter: The key “title” stands twice."],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_front_matter_that_cannot_be_read(publication: Publication, name: str) -> None:
    text, expected = CASES[name]
    publication.write(BAD, text)
    found = [str(problem).removeprefix(f"{BAD}:") for problem in publication.check()]
    for line in expected:
        assert any(each.startswith(line) for each in found), found


@pytest.mark.parametrize(("key", "written"), [("title", "titel"), ("summary", "description")])
def test_a_key_that_is_misspelt_is_told_once(
    publication: Publication, key: str, written: str
) -> None:
    name = publication.issue("## In the Region\n\nWords.\n")
    page = publication.root / f"{name}.md"
    page.write_text(page.read_text("utf-8").replace(f"{key}:", f"{written}:", 1), "utf-8")
    (problem,) = publication.check()
    assert problem.code == "unknown-key"
    assert f"“{key}”" in problem.advice


SETTINGS = {
    "periodical_tagine": "There is no key “periodical_tagine”. Did you mean “periodical_tagline”?",
    "periodical_redirect": "Did you mean “periodical_redirects”?",
    "periodical_whole": "There is no key “periodical_whole”.",
    "periodical_redirects": "“periodical_redirects” must have keys",
    "periodical_current_volume": "“periodical_current_volume” cannot be used",
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_that_is_misspelt_or_wrong_is_an_error(name: str) -> None:
    settings = read_settings(REPOSITORY)
    with pytest.raises(PublicationError) as error:
        publication_from(settings | {name: "a text"})
    assert re.match(r"conf\.py(:\d+)?: “|conf\.py: There is", str(error.value))
    assert SETTINGS[name] in str(error.value)
    # Even one that would have no effect.
    if name not in settings | {"periodical_redirects": {}}:
        with pytest.raises(PublicationError):
            publication_from(settings | {name: ""})


def test_a_setting_that_is_misspelt_is_not_missing_too() -> None:
    settings = read_settings(REPOSITORY)
    settings["periodical_publishr"] = settings.pop("periodical_publisher")
    with pytest.raises(PublicationError) as error:
        publication_from(settings)
    assert str(error.value) == (
        "conf.py: There is no key “periodical_publishr”. Did you mean “periodical_publisher”?"
    )


def test_a_file_of_the_registry_that_nothing_reads_is_said(publication: Publication) -> None:
    for name in ("peopel.yaml", "people.yml", ".people.yaml.swp"):
        publication.write(f"_data/{name}", "- {id: first-person, name: First Person}\n")
    publication.write("_data/people.yaml", "first-person: {name: First Person}\n")
    said = {each.file: each.text for each in publication.check()}
    assert said.keys() == {"_data/peopel.yaml", "_data/people.yml", "_data/people.yaml"}
    assert said["_data/peopel.yaml"] == (
        "Nothing reads a file “peopel.yaml”. Did you mean “people.yaml”?"
    )
    assert said["_data/people.yaml"].startswith("“the whole” must be a list")
    warned = "\n".join(publication.build().warnings)
    assert all(text in warned for text in said.values())


SETTINGS_OF_A_SITE = {
    'html_baseurl = "snow.example"': "“html_baseurl” is not a web address",
    'html_baseurl = "javascript:x"': "“html_baseurl” is not a web address",
    'language = "x-ours"': "“language” is not a language tag",
    'periodical_paperr = "a4"': "There is no key “periodical_paperr”. Did you mean",
}


@pytest.mark.parametrize("line", SETTINGS_OF_A_SITE)
def test_what_is_wrong_in_conf_py_is_said_with_its_line(
    publication: Publication, line: str
) -> None:
    """Also by Sphinx alone, which knows of no setting that nobody declared."""
    with (publication.root / "conf.py").open("a") as conf:
        conf.write(f"{line}\n")
    lines = (publication.root / "conf.py").read_text("utf-8").count("\n")
    with pytest.raises(PublicationError) as error:
        read_publication(publication.root)
    assert str(error.value).startswith(f"conf.py:{lines}: {SETTINGS_OF_A_SITE[line]}")
    with pytest.raises(ConfigError) as told:
        publication.build()
    assert str(told.value) == str(error.value)


def test_a_kind_of_section_without_a_table_is_said() -> None:
    kind = str.__new__(Kind, "figure")
    with pytest.raises(PublicationError, match=r"section_kinds\.toml has no table \[figure\]"):
        _ = kind.holds


CONFLICT = "<<<<<<< HEAD\n{0}\n=======\n{0}\n>>>>>>> other\n"


def test_a_note_of_a_misspelt_directive_is_not_to_be_deleted(publication: Publication) -> None:
    callout = ":::{why-is-important}\nIt matters.[^why]\n:::\n\n"
    publication.issue(f"## In the Region\n\n### A Story\n\nWords.\n\n{callout}[^why]: Says who.\n")
    (problem,) = publication.check()
    assert "Did you mean “why-its-important”?" in problem.text


def test_marks_of_a_conflict_wherever_they_are(publication: Publication) -> None:
    page = publication.issue("Words.\n", extra=CONFLICT.format("volume: 1"))
    publication.write("_data/topics.yaml", CONFLICT.format("- {id: b, name: B}"))
    assert {(each.file, each.line) for each in publication.check() if "<<<" in each.text} == {
        ("_data/topics.yaml", 1), (f"{page}.md", 6),
    }  # fmt: skip


VALUES = {
    "date: 9 April 2024": "“date” is not a date like 2024-04-09",
    "date: 2031-02-30": "“date” is not a day of the calendar",
    "language: xx": "“language” is not a language tag",
    "language: x-private": "“language” is not a language tag",
    "language: en_US": "“language” is written en-US",
    "volume: two": "“volume” is not a whole number",
    "number: 0": "“number” is less than 1",
    "status: ready": "“status” must be one of draft, published",
    "topics: [Civil Society]": "“topics 1” is not an id",
    "authors: []": "“authors” is empty",
    "lead_image: x.png": "“lead_image” must have keys of its own",
    "lead_image: {file: ../x.png, alt: a, credit: c}": "“lead_image: file” is not a file beside",
    "lead_image: {file: x.svg, alt: a, credit: c}": "“lead_image: file” is not a picture of a",
    "lead_image: {file: x.png, credit: c}": "The key “alt” in “lead_image” is missing",
    "lead_image: {file: x.png, alt: a}": "The key “credit” in “lead_image” is missing",
    "lead_image: {file: x.png, alt: a, credit: c, link: 'javascript:x'}": "is not a web address",
    "lead_image: {file: x.png, alt: a, credit: c}": "There is no picture “x.png”",
    "source: {title: t, authors: a, publisher: p}": "The key “date” in “source” is missing",
    "source: {title: t, authors: a, publisher: p, date: 2031-01-01, uri: x}": "no key “uri”",
    "revisions: [{date: 2031-01-08, kind: fix, note: n}]": "“revisions 1: kind” must be one of",
    "revisions: [{date: 2030-01-08, kind: update, note: n}]": "is older than the issue",
    "redirect_from: [/old.html]": "“redirect_from 1” is not an old address",
    "title:": "The key “title” is missing",
    "summary: {a: b}": "“summary” must be a text",
    f"authors: {'x' * 81}": "“authors 1” is longer than 80 characters",
    f"summary: {'x' * 401}": "“summary” is longer than 400 characters",
}


@pytest.mark.parametrize("line", VALUES)
def test_values_of_the_front_matter(publication: Publication, line: str) -> None:
    head = FRONT_MATTER.format(title="A Title", date="2031-01-07", extra="")
    key = line.split(":")[0]
    kept = re.sub(rf"(?m)^{key}:.*\n", "", head)
    publication.write(BAD, kept.replace("---\n", f"---\n{line}\n", 1))
    found = publication.check()
    assert [each.line for each in found if VALUES[line] in each.text] == [2], found


def test_values_that_yaml_would_misread(publication: Publication) -> None:
    """Norwegian is not false, a title may be a year, and a colon in quotes is a colon."""
    head = FRONT_MATTER.format(title='"1984: a year"', date="2031-01-07", extra="language: no\n")
    publication.write(BAD, head.replace('# "1984: a year"', "# 1984: a year"))
    assert publication.check() == []


def test_file_names(publication: Publication) -> None:
    head = FRONT_MATTER.format(title="A Title", date="2031-01-07", extra="")
    for name in (
        "issues/2031/2031-01-07-Capital.md",
        "issues/2031-01-07-no-year.md",
        "issues/2030/2031-01-07-other-year.md",
        "issues/2031/2031-02-30-no-day.md",
        "issues/2031/2031-01-08-other-date.md",
        "issues/2031/2031-01-07-page.rst",
        "issues/2031/drawing.svg",
    ):
        publication.write(name, head)
    publication.write("issues/2031/2031-01-07-right.md", head)
    (publication.root / "issues/2031/2031-01-07-link.md").symlink_to("2031-01-07-right.md")
    found = publication.check()
    assert {problem.code for problem in found} == {"file-name"}
    assert [problem.file.removeprefix("issues/") for problem in found] == [
        "2030/2031-01-07-other-year.md",
        "2031-01-07-no-year.md",
        "2031/2031-01-07-Capital.md",
        "2031/2031-01-07-link.md",
        "2031/2031-01-07-page.rst",
        "2031/2031-01-08-other-date.md",
        "2031/2031-02-30-no-day.md",
        "2031/drawing.svg",
    ]


def test_a_page_under_a_wrong_name_is_no_issue(publication: Publication) -> None:
    head = FRONT_MATTER.format(title="A Title", date="2031-01-07", extra="")
    publication.write("issues/2030/2031-01-07-other-year.md", head)
    publication.issue("{story}`2031-01-07#a-title`\n", date="2031-01-14")
    named = [problem for problem in publication.check() if "2031-01-14" in problem.file]
    assert [(problem.code, problem.line) for problem in named] == [("issue", 10)]


def test_characters_and_line_ends(publication: Publication) -> None:
    head = FRONT_MATTER.format(title="A Title", date="2031-01-07", extra="")
    windows = ("\ufeff" + head + "Text.\n").replace("\n", "\r\n")
    publication.write(BAD, windows)
    assert publication.check() == []
    publication.write(BAD, head.encode() + b"Caf\xe9\n")
    assert [(each.line, each.column, each.code) for each in publication.check()] == [
        (10, 4, "encoding")
    ]
    publication.write(BAD, head + "over\u202eride\n")
    (problem,) = publication.check()
    assert (problem.line, problem.column) == (10, 5)
    assert "U+202E RIGHT-TO-LEFT OVERRIDE" in problem.message


def test_old_addresses_and_dois_claimed_twice(publication: Publication) -> None:
    old = "redirect_from: issues/2031/old.html\ndoi: 10.5555/of-one\n"
    first = publication.issue("", extra=old)
    second = publication.issue(
        "",
        date="2031-01-14",
        extra=f"redirect_from:\n- issues/2031/old.html\n- {first}.html\ndoi: 10.5555/Of-One\n",
    )
    problems = publication.check()
    assert [(each.file, each.line, each.code) for each in problems] == [
        (f"{second}.md", 7, "redirect"),
        (f"{second}.md", 8, "redirect"),
        (f"{second}.md", 9, "invalid-value"),
    ]
    assert f"DOI 10.5555/Of-One belongs to {first}.md" in problems[-1].message
    assert publication.build().warnings == [
        f"{each.file}:{each.line}: WARNING: {each.text} [periodical.{each.code}]"
        for each in problems
    ]


def test_registry(publication: Publication) -> None:
    publication.write("_data/topics.yaml", "- id: a b\n  name: x\n- id: b\n  name: B\n- id: b\n")
    found = [str(problem) for problem in publication.check()]
    assert any(
        line.startswith("_data/topics.yaml:1:3: invalid-value: “entry 1: id”") for line in found
    )
    assert any(line.startswith("_data/topics.yaml:5:3: missing-key") for line in found), found
    publication.write("_data/topics.yaml", "- id: b\n  name: B\n- id: b\n  name: C\n")
    (problem,) = publication.check()
    assert str(problem).startswith("_data/topics.yaml:3:3: registry: The id “b” stands twice.")
    assert any("stands twice" in line for line in publication.build().warnings)
    publication.write("_data/topics.yaml", "?")  # a key without a line end, and without words
    assert [each.file for each in publication.check()] == ["_data/topics.yaml"]


def run(*arguments: str, root: Path) -> subprocess.CompletedProcess[str]:
    return periodical("--root", root, *arguments, cwd=root)


def test_command_line(bad: Publication) -> None:
    good = bad.issue("Text.\n")
    whole = run("check", root=bad.root)
    assert whole.returncode == 1
    found = [line for line in whole.stdout.splitlines(True) if ": hint: " not in line]
    assert "".join(found) == (PAGES / "bad.txt").read_text("utf-8")
    assert whole.stderr.startswith("2 pages checked: ")
    one = run("check", str(bad.root / f"{good}.md"), root=bad.root)
    assert (one.returncode, one.stdout, one.stderr) == (0, "", "1 page checked: all well.\n")
    for missing in ("issues/2031/none.md", "conf.py"):
        assert run("check", str(bad.root / missing), root=bad.root).returncode == 2
    assert run("check", root=bad.root / "issues").returncode == 2


def test_annotations(bad: Publication) -> None:
    lines = run("check", "--format", "github", root=bad.root).stdout.splitlines()
    lines = [line for line in lines if ",title=hint::" not in line]
    form = re.compile(r"::error file=[^:,]+,line=(\d+),col=\d+,title=([\w-]+)::(.+)")
    found = [form.fullmatch(line).groups() for line in lines]
    assert [(int(line), code) for line, code, _ in found] == [
        (each.line, each.code) for each in bad.check()
    ]
    assert not any("%25" in text for _, _, text in found if "%" not in text)


def test_many_pages_are_shared_among_processes(
    bad: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad.issue("## In the Regoin\n\nWords.\n")
    alone = check(bad.root, hints=True)
    assert alone[1] == 2
    monkeypatch.setattr("periodical.desk.check.WORTH_WORKERS", 2)
    assert check(bad.root, hints=True) == alone


def test_a_link_that_is_named_is_looked_at_itself(publication: Publication) -> None:
    page = publication.root / f"{publication.issue('## In the Regoin')}.md"
    link = page.with_name("2031-01-08-a-link.md")
    link.symlink_to(page.name)
    (problem,) = check(publication.root, [link])[0]
    assert (problem.file, problem.code) == ("issues/2031/2031-01-08-a-link.md", "file-name")


def test_sarif(bad: Publication) -> None:
    log = json.loads(run("check", "--format", "sarif", root=bad.root).stdout)
    (analysis,) = log["runs"]
    rules = [rule["id"] for rule in analysis["tool"]["driver"]["rules"]]
    problems = bad.check()
    results = [each for each in analysis["results"] if each["level"] != "note"]
    assert len(results) == len(problems)
    for result, problem in zip(results, problems, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert rules[result["ruleIndex"]] == result["ruleId"] == problem.code
        assert place["artifactLocation"]["uri"] == problem.file
        assert place["region"] == {"startLine": problem.line, "startColumn": problem.column}
        assert result["message"]["text"] == problem.text


def test_check_does_without_sphinx() -> None:
    code = (
        "import sys; from periodical.cli import main; main(['check']);"
        "print([name for name in sys.modules if name.partition('.')[0] == 'sphinx'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_new_issue_is_a_draft_that_passes(
    publication: Publication, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["new", "Қар: a fictional title", "--date", "2031-03-05", "--author", "A. Fiction"]
    assert main(["--root", str(publication.root), *words]) == 0
    page = "issues/2031/2031-03-05-qar-a-fictional-title"
    assert f"{page}.md" in capsys.readouterr().out
    assert publication.check() == []
    assert not (publication.build().out / f"{page}.html").exists()
    assert main(["--root", str(publication.root), *words]) == 2
    publication.overrides["periodical_drafts"] = True
    drafted = publication.build()
    assert drafted.warnings == []
    headings = [each.get_text() for each in drafted.html(page).select("article h2")]
    titles = [each.title for each in read_publication(publication.root).sections]
    assert headings == [f"{title}#" for title in titles]


def test_a_title_that_yaml_cuts_off_is_not_advised(publication: Publication) -> None:
    publication.issue("## In the Region\n\nWords.\n", title="Issue #5 of the Year")
    (problem,) = publication.check()
    assert (problem.line, str(problem.code)) == (2, "front-matter")
    assert "“#5 of the Year”" in problem.message
