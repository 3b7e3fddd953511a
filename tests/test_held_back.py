"""Drafts and issues of days to come: not on the site, and known to `check` and build alike."""

from __future__ import annotations

from periodical.model.limits import PROBLEMS

from .conftest import Publication

STORY = "## In the Region\n\n### A Story\n\n"


def said(publication: Publication) -> set[tuple[str, int, str]]:
    """What `check` says, without its notes."""
    found = [each for each in publication.check() if not each.is_note]
    return {(each.file, each.line, each.text) for each in found}


def warned(publication: Publication) -> set[tuple[str, int, str]]:
    """What the build warns of."""
    lines = [line.rpartition(" [periodical.")[0] for line in publication.build().warnings]
    parts = [line.split(": WARNING: ", 1) for line in lines]
    return {
        (place.rpartition(":")[0], int(place.rpartition(":")[2]), text) for place, text in parts
    }


def test_an_issue_appears_on_its_day(publication: Publication) -> None:
    page = publication.issue(STORY + "Words.\n", date="2031-01-14", name="later")
    publication.issue(STORY + "Words.\n")
    conf = publication.root / "conf.py"
    before = conf.read_text("utf-8")
    conf.write_text(before + '\nperiodical_today = "2031-01-13"\n', "utf-8")
    (note,) = publication.check()
    assert note.is_note
    assert note.text.startswith("The issue appears on 2031-01-14.")
    site = publication.build()
    assert site.warnings == []
    assert page not in site.pages
    assert "later" not in (site.out / "index.html").read_text("utf-8")
    conf.write_text(before + '\nperiodical_today = "2031-01-14"\n', "utf-8")
    assert publication.check() == []
    assert page in publication.build().pages


def test_what_is_held_back_is_found_by_what_comes_with_it_or_after(
    publication: Publication,
) -> None:
    """A draft finds all; an issue what has appeared on its day; and so for two of one day."""
    with (publication.root / "conf.py").open("a") as conf:
        conf.write('\nperiodical_today = "2031-01-13"\n')
    links = "{issue}`2031-02-04`, {issue}`2031-03-04`, {issue}`2031-01-07`.\n"
    publication.issue(STORY + links, name="first")
    publication.issue(STORY + "Words.\n", name="draft", extra="status: draft\n")
    publication.issue(STORY + "{issue}`2031-03-04`.\n", date="2031-02-11", name="middle")
    publication.issue(STORY + "Words.\n", date="2031-02-04", name="second")
    publication.issue(STORY + links, date="2031-03-04", name="third", extra="status: draft\n")
    first = {each for each in said(publication) if "first" in each[0]}
    assert [text.split(".")[0] for _, _, text in sorted(first)] == [
        "There is no issue “2031-02-04”", "There is no issue “2031-03-04”",
    ]  # fmt: skip
    assert {file for file, _, _ in said(publication)} == {
        "issues/2031/2031-01-07-first.md", "issues/2031/2031-02-11-middle.md",
        # Of its two issues of 7 January, one is a draft itself.
        "issues/2031/2031-03-04-third.md",
    }  # fmt: skip
    assert warned(publication) == first


def test_check_and_build_say_the_same_of_dead_references(publication: Publication) -> None:
    """Of more than are told, too, and of those that mean a page that is broken itself."""
    many = "\n\n".join(f"{{issue}}`2031-01-14` {{issue}}`nowhere-{n}`" for n in range(PROBLEMS + 5))
    publication.issue(STORY + f"Words.[^1] <b>\n\n[^1]: {{issue}}`note`\n\n{many}\n")
    publication.issue("[A](2031-01-07-a-fictional-title.md#gone)\n", date="2031-01-21", name="b")
    publication.issue("", date="2031-01-14", name="broken", extra="volume: none\n")
    # A broken page is the latest, and the draft behind it is not.
    publication.issue("", date="2031-01-28", name="latest", extra="volume: none\n")
    publication.issue("", date="2031-02-28", name="draft", extra="status: draft\n")
    problems = said(publication)
    assert len(problems) == PROBLEMS + 5
    assert any("The latest is 2031-01-28-latest." in text for _, _, text in problems)
    assert warned(publication) == problems


def test_for_what_is_left_out_no_other_page_is_read_again(publication: Publication) -> None:
    page = publication.issue(STORY + "Words.\n")
    kept = publication.root / f"_build/doctrees/{page}.doctree"
    publication.issue(STORY + "Words.\n", name="draft", extra="status: draft\n")
    publication.build()
    before = kept.stat().st_mtime_ns
    publication.issue(STORY + "Other words.\n", date="2031-02-11", name="middle")
    (publication.root / "issues/2031/.2031-01-07-swap.md").write_text("Half of it.", "utf-8")
    publication.build()
    publication.issue(STORY + "Words.\n", name="draft")
    assert len(publication.build().pages) > 3
    assert kept.stat().st_mtime_ns == before
