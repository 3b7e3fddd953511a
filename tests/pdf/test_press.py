"""Many documents at once: processes that make a few each give what one process gives."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from periodical.pdf.press import BATCH, FEW, Job, Press, PressError

PROPERTIES = """<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/">
  <xmp:CreateDate>2031-01-07T12:00:00Z</xmp:CreateDate>
  <xmp:ModifyDate>2031-01-07T12:00:00Z</xmp:ModifyDate>
</rdf:Description>"""
BAD = 3


def job(number: int) -> Job:
    body = "#unknown" if number == BAD else f"Words of number {number}."
    source = f'#set document(title: "Fiction {number}")\n= A heading\n\n{body}\n'
    return Job(f"{number}.pdf", source.encode(), PROPERTIES)


def workers() -> list[psutil.Process]:
    """The processes that make documents: what begins them stays, for the next build."""
    return [each for child in psutil.Process().children() for each in child.children()]


def test_processes_give_what_one_process_gives(tmp_path: Path) -> None:
    jobs = [job(number) for number in range(BATCH + FEW)]
    press = Press(tmp_path)
    results = list(press.compile_all(jobs, processes=2))
    assert workers() == []
    assert sorted(done.path for done, _ in results) == sorted(each.path for each in jobs)
    for done, made in results:
        if done.path == f"{BAD}.pdf":
            assert isinstance(made, PressError)
            assert str(made).startswith("unknown variable: unknown.")
        else:
            assert made == press.compile(done)
    # What is said of failures comes in the same order each time.
    again = press.compile_all(jobs, processes=3)
    assert [done.path for done, _ in again] == [done.path for done, _ in results]


def test_a_letter_that_no_face_has_is_never_a_box(tmp_path: Path) -> None:
    """Reading refuses it; should one come here all the same, there is no document."""
    face = '#set text(font: "Source Serif 4", fallback: false)'
    source = f'#set document(title: "Fiction")\n{face}\n= A heading\n\nA letter ꦏ.\n'
    with pytest.raises(PressError, match="ꦏ"):
        Press(tmp_path).compile(Job("a.pdf", source.encode(), PROPERTIES))


def test_a_few_are_made_here(tmp_path: Path) -> None:
    results = Press(tmp_path).compile_all([job(0), job(BAD)], processes=2)
    assert isinstance(next(results)[1], bytes)
    assert workers() == []
    assert isinstance(next(results)[1], PressError)


def test_jobs_are_taken_as_they_can_be_made(tmp_path: Path) -> None:
    taken: list[int] = []

    def jobs() -> Iterator[Job]:
        for number in range(10, 10**9):
            taken.append(number)
            yield job(number)

    results = Press(tmp_path).compile_all(jobs(), processes=1)
    next(results)
    assert len(taken) <= 5 * BATCH
    results.close()  # type: ignore[attr-defined]
    assert workers() == []


def test_a_process_that_was_killed_costs_no_document(tmp_path: Path) -> None:
    def jobs() -> Iterator[Job]:
        for number in range(10, 10 + 8 * BATCH):
            if number == 10 + 2 * BATCH:
                while not workers():
                    time.sleep(0.01)
                for each in workers():
                    each.kill()
            yield job(number)

    results = list(Press(tmp_path).compile_all(jobs(), processes=1))
    assert len(results) == 8 * BATCH
    assert not [made for _, made in results if isinstance(made, PressError)]


def test_a_document_without_end_holds_up_no_other(tmp_path: Path) -> None:
    endless = "#for a in range(100000) { for b in range(100000) { let c = calc.sqrt(a + b) } }"
    bad = Job("bad.pdf", f"{endless}\n".encode(), PROPERTIES, seconds=1)
    results = dict(Press(tmp_path).compile_all([*map(job, range(10, 19)), bad], processes=1))
    said = {each.path: str(made) for each, made in results.items() if isinstance(made, PressError)}
    assert said == {"bad.pdf": "It takes more than 1 s, or all memory."}
    assert len(results) == 10


def test_nor_does_it_where_it_is_made_here(tmp_path: Path) -> None:
    slow = "#for a in range(9000) { for b in range(1000) { let c = calc.sqrt(a + b) } }"
    bad = Job("bad.pdf", f"{slow}\n".encode(), PROPERTIES, seconds=1)
    results = Press(tmp_path).compile_all([bad, job(0)], processes=1)
    assert str(next(results)[1]).startswith("It takes more than 1 s")
    assert isinstance(next(results)[1], bytes)
