"""Many documents at once: processes that make a few each give what one process gives."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil
import pytest
from periodical.ledger.ledger import UnmadeError
from periodical.ledger.outputs import tried
from periodical.pdf import press as press_module
from periodical.pdf.press import BATCH, FEW, Job, Press

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
    found = [each for child in psutil.Process().children() for each in child.children()]
    return [each for each in found if not each.name().startswith(("chrom", "google"))]


def made_by(press: Press, jobs: Iterable[Job]) -> dict[str, bytes | UnmadeError]:
    """Return documents that are begun before the first is waited for."""
    begun = [(each.path, press.begin(each)) for each in jobs]
    try:
        return {path: tried(waiting) for path, waiting in begun}
    finally:
        press.close()


def test_processes_give_what_one_process_gives(tmp_path: Path) -> None:
    jobs = [job(number) for number in range(BATCH + FEW)]
    results = made_by(Press(tmp_path, 2), jobs)
    assert workers() == []
    press = Press(tmp_path)
    for each in jobs:
        made = results[each.path]
        if each.path == f"{BAD}.pdf":
            assert isinstance(made, UnmadeError)
            assert str(made).startswith("unknown variable: unknown.")
        else:
            assert made == press.compile(each)


def test_a_letter_that_no_face_has_is_never_a_box(tmp_path: Path) -> None:
    """Reading refuses it; should one come here all the same, there is no document."""
    face = '#set text(font: "Source Serif 4", fallback: false)'
    source = f'#set document(title: "Fiction")\n{face}\n= A heading\n\nA letter ꦏ.\n'
    with pytest.raises(UnmadeError, match="ꦏ"):
        Press(tmp_path).compile(Job("a.pdf", source.encode(), PROPERTIES))


@pytest.mark.parametrize("others", [0, FEW], ids=["here", "in a process"])
def test_a_compiler_that_breaks_off_costs_no_other_document(tmp_path: Path, others: int) -> None:
    """It does so over a word of 65,536 bytes, which reading refuses."""
    source = f'#set text(font: "Noto Naskh Arabic")\n#set document(title: "A")\na{"س" * 40_000}'
    bad = Job("bad.pdf", source.encode(), PROPERTIES)
    results = made_by(Press(tmp_path), [bad, *map(job, range(10, 11 + others))])
    assert str(results.pop("bad.pdf")).startswith("The compiler broke off: ")
    assert not [made for made in results.values() if isinstance(made, UnmadeError)]


def test_a_fault_in_a_template_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "look.typ").write_text(
        "#let strong(body) = body\n#let part(body) = {\n  show strong: it => it\n  body\n}\n"
    )
    source = '#import "look.typ": part\n#set document(title: "Fiction")\n#part("Words.")\n'
    with pytest.raises(UnmadeError) as failed:
        Press(tmp_path).compile(Job("a.pdf", source.encode(), PROPERTIES))
    assert str(failed.value).endswith(" as selectors. look.typ:3.")


def test_a_few_are_made_here(tmp_path: Path) -> None:
    press = Press(tmp_path, 2)
    first, second = press.begin(job(0)), press.begin(job(BAD))
    assert isinstance(tried(first), bytes)
    assert workers() == []
    assert isinstance(tried(second), UnmadeError)


def test_what_is_made_here_is_few_in_all(tmp_path: Path) -> None:
    """Also where they are begun one by one: the compiler gives no memory back."""
    press = Press(tmp_path)
    for number in range(10, 10 + FEW):
        assert workers() == []
        assert isinstance(tried(press.begin(job(number))), bytes)
    assert len(workers()) == 1
    press.close()


def test_a_process_that_was_killed_costs_no_document(tmp_path: Path) -> None:
    def jobs() -> Iterator[Job]:
        for number in range(10, 10 + 8 * BATCH):
            if number == 10 + 2 * BATCH:
                while not workers():
                    time.sleep(0.01)
                for each in workers():
                    each.kill()
            yield job(number)

    results = made_by(Press(tmp_path), jobs())
    assert len(results) == 8 * BATCH
    assert not [made for made in results.values() if isinstance(made, UnmadeError)]


def test_a_document_that_no_process_takes_is_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it is where a process is killed just as it takes one, or while it holds a lock."""
    monkeypatch.setattr(press_module, "IDLE_SECONDS", 3)
    press = Press(tmp_path)
    begun = [press.begin(job(number)) for number in range(10, 10 + FEW)]
    assert all(isinstance(tried(each), bytes) for each in begun)
    for each in workers():
        each.suspend()
    later = [press.begin(job(number)) for number in (30, 31, 32)]
    assert all(isinstance(tried(each), bytes) for each in later)
    press.close()


def test_a_document_without_end_holds_up_no_other(tmp_path: Path) -> None:
    endless = "#for a in range(100000) { for b in range(100000) { let c = calc.sqrt(a + b) } }"
    bad = Job("bad.pdf", f"{endless}\n".encode(), PROPERTIES, seconds=1)
    results = made_by(Press(tmp_path), [*map(job, range(10, 19)), bad])
    said = {path: str(made) for path, made in results.items() if isinstance(made, UnmadeError)}
    assert said == {"bad.pdf": "It takes more than 1 s, or all memory."}
    assert len(results) == 10


def test_nor_does_it_where_it_is_made_here(tmp_path: Path) -> None:
    slow = "#for a in range(9000) { for b in range(1000) { let c = calc.sqrt(a + b) } }"
    bad = Job("bad.pdf", f"{slow}\n".encode(), PROPERTIES, seconds=1)
    slow_one, good = made_by(Press(tmp_path), [bad, job(0)]).values()
    assert str(slow_one).startswith("It takes more than 1 s")
    assert isinstance(good, bytes)
