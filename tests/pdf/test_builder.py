"""The builder: what it makes again and what not, what it leaves when something fails."""

from __future__ import annotations

import contextlib
import json
import locale
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from periodical.ledger.ledger import UnmadeError
from periodical.model.files import write_whole
from periodical.pdf.press import Job, Press
from sphinx.cmd.build import main as sphinx_build

from ..conftest import REPOSITORY, Built, Publication, make_publication
from .conftest import EVERYTHING_PAGE, PLAIN_PAGE, add_everything, picture_bytes

OUT = "_build/pdf"
STORY = "## In the Region\n\n### A story\n\nA sentence{more}.\n"


class Counted:
    """Counts what is compiled and what is translated."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.compiled = 0
        whole = Press.compile

        def compile_and_count(press: Press, *arguments: object) -> bytes:
            self.compiled += 1
            return whole(press, *arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(Press, "compile", compile_and_count)

    def take(self) -> int:
        """Return how many were compiled since the last time."""
        taken, self.compiled = self.compiled, 0
        return taken


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


def _three(publication: Publication) -> list[str]:
    return [
        publication.issue(STORY.format(more=n), date=f"203{n}-01-07", name=f"issue-{n}")
        for n in range(3)
    ]


def _times(publication: Publication) -> dict[str, int]:
    out = publication.root / OUT
    return {
        path.relative_to(out).as_posix(): path.stat().st_mtime_ns for path in out.rglob("*.pdf")
    }


def test_nothing_changed_nothing_made(publication: Publication, counted: Counted) -> None:
    _three(publication)
    publication.build("pdf", out=OUT)
    assert counted.take() == 6
    before = _times(publication)
    publication.build("pdf", out=OUT)
    assert counted.take() == 0
    assert _times(publication) == before
    # The times of files say nothing.
    for path in publication.root.rglob("issues/**/*.md"):
        os.utime(path, (2_000_000_000, 2_000_000_000))
    publication.build("pdf", out=OUT)
    assert counted.take() == 0


def test_one_issue_changed(publication: Publication, counted: Counted) -> None:
    first, *_ = _three(publication)
    publication.build("pdf", out=OUT)
    counted.take()
    path = publication.root / f"{first}.md"
    path.write_text(path.read_text().replace("A sentence", "Another sentence"))
    before = _times(publication)
    publication.build("pdf", out=OUT)
    # The issue, and the volume of its year.
    assert counted.take() == 2
    changed = {name for name, time in _times(publication).items() if time != before[name]}
    assert changed == {f"{first}.pdf", "issues/2030.pdf"}


def test_template_changed(publication: Publication, counted: Counted) -> None:
    _three(publication)
    publication.build("pdf", out=OUT)
    counted.take()
    template = publication.root / "_templates/issue.typ"
    template.write_text(template.read_text() + "// another\n")
    publication.build("pdf", out=OUT)
    assert counted.take() == 6


def test_fonts_changed(
    publication: Publication, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    _three(publication)
    publication.build("pdf", out=OUT)
    counted.take()
    monkeypatch.setattr("periodical.pdf.builder.fonts_digest", lambda: "another")
    publication.build("pdf", out=OUT)
    assert counted.take() == 6


def test_registry_changed(publication: Publication, counted: Counted) -> None:
    (named, *_) = _three(publication)
    path = publication.root / f"{named}.md"
    path.write_text(path.read_text().replace("A. Fictional Author", "bruce-pannier"))
    publication.build("pdf", out=OUT)
    counted.take()
    people = publication.root / "_data/people.yaml"
    people.write_text(people.read_text().replace("Bruce Pannier", "A Fictional Name"))
    publication.build("pdf", out=OUT)
    # Only the issue that shows the name, and its year: the others were looked at, and are the same.
    assert counted.take() == 2
    publication.build("pdf", out=OUT)
    assert counted.take() == 0


def test_another_issue_renamed(publication: Publication, counted: Counted) -> None:
    target, other, _ = _three(publication)
    path = publication.root / f"{other}.md"
    path.write_text(path.read_text() + f"\nSee {{issue}}`{target.rsplit('/', 1)[1]}`.\n")
    publication.build("pdf", out=OUT)
    counted.take()
    path = publication.root / f"{target}.md"
    path.write_text(path.read_text().replace("A Fictional Title", "Another Title"))
    publication.build("pdf", out=OUT)
    assert counted.take() == 4


def test_picture_changed(publication: Publication, counted: Counted) -> None:
    page = publication.issue(STORY.format(more="") + "\n![A field](field.png)\n")
    publication.write("issues/2031/field.png", picture_bytes("PNG"))
    _three(publication)
    publication.build("pdf", out=OUT)
    counted.take()
    publication.write("issues/2031/field.png", picture_bytes("PNG", size=(60, 60)))
    before = _times(publication)
    publication.build("pdf", out=OUT)
    changed = {name for name, time in _times(publication).items() if time != before[name]}
    assert changed == {f"{page}.pdf", "issues/2031.pdf"}


def test_a_damaged_pdf_is_made_again(publication: Publication, counted: Counted) -> None:
    first, *_ = _three(publication)
    built = publication.build("pdf", out=OUT)
    counted.take()
    whole = (built.out / f"{first}.pdf").read_bytes()
    (built.out / f"{first}.pdf").write_bytes(whole[:1000])
    publication.build("pdf", out=OUT)
    assert counted.take() == 1
    assert (built.out / f"{first}.pdf").read_bytes() == whole


def test_a_removed_issue_takes_its_pdfs_along(publication: Publication) -> None:
    first, *others = _three(publication)
    built = publication.build("pdf", out=OUT)
    (publication.root / f"{first}.md").unlink()
    publication.build("pdf", out=OUT)
    left = {path.relative_to(built.out).as_posix() for path in built.out.rglob("*.pdf")}
    expected = {f"{other}.pdf" for other in others} | {"issues/2031.pdf", "issues/2032.pdf"}
    assert left == expected
    # And so do a PDF that nothing is known of, and half a PDF of a build that was killed.
    (built.out / "issues/2030").mkdir(exist_ok=True)
    (built.out / "issues/2030/2030-01-07-unknown.pdf").write_bytes(b"")
    (built.out / "issues/2031/.2031-01-07-issue-1.pdf.part").write_bytes(b"")
    publication.build("pdf", out=OUT)
    assert {path.name for path in built.out.rglob("*.pd*")} == {
        Path(name).name for name in expected
    }


def test_doctrees_are_shared_with_the_site(publication: Publication) -> None:
    _three(publication)
    site = publication.build("html", out="_build/site")
    read: list[str] = []
    built = publication.build("pdf", out="_build/site")
    read = [
        name
        for name in built.app.env.all_docs
        if built.app.env.all_docs[name] != site.app.env.all_docs[name]
    ]
    assert read == []
    assert (site.out / "issues/2030/2030-01-07-issue-0.html").is_file()
    assert (site.out / "issues/2030/2030-01-07-issue-0.pdf").is_file()
    again = publication.build("html", out="_build/site")
    assert again.app.env.all_docs == site.app.env.all_docs
    assert again.warnings == []


def test_one_bad_issue_does_not_stop_the_others(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = _three(publication)
    built = publication.build("pdf", out=OUT)
    for page in (first, second):
        path = publication.root / f"{page}.md"
        path.write_text(path.read_text().replace("A sentence", "Changed"))
    whole = Press.compile

    def fail_once(press: Press, job: Job) -> bytes:
        if job.path == f"{first}.pdf":
            raise UnmadeError("A fictional failure.")
        return whole(press, job)

    monkeypatch.setattr(Press, "compile", fail_once)
    failed = publication.build("pdf", out=OUT)
    assert failed.app.statuscode == 1
    assert (
        f"{first}.md:1: WARNING: {first}.pdf cannot be made. A fictional failure."
        in failed.warnings[0]
    )
    assert failed.warnings[-3:] == [
        "ERROR: 2 of the PDFs could not be made:",
        f"{first}.pdf: A fictional failure.",
        f"issues/2030.pdf: It is not made without {first}.md.",
    ]
    # The old ones are gone: they would not be what the page says. The others are there.
    assert not (built.out / f"{first}.pdf").exists()
    assert not (built.out / "issues/2030.pdf").exists()
    assert (built.out / f"{second}.pdf").is_file()
    assert (built.out / f"{third}.pdf").is_file()
    monkeypatch.undo()
    mended = publication.build("pdf", out=OUT)
    assert mended.warnings == []
    assert mended.app.statuscode == 0
    assert (built.out / f"{first}.pdf").is_file()


def test_an_interrupted_build_leaves_no_half(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    _three(publication)
    whole = Press.compile
    calls = []

    def interrupt(press: Press, *arguments: object) -> bytes:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return whole(press, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Press, "compile", interrupt)
    with pytest.raises(KeyboardInterrupt):
        publication.build("pdf", out=OUT)
    out = publication.root / OUT
    assert len(list(out.rglob("*.pdf"))) == 2
    assert list(out.rglob("*.part")) == []
    monkeypatch.setattr(Press, "compile", whole)
    publication.build("pdf", out=OUT)
    assert len(list(out.rglob("*.pdf"))) == 6


def test_a_manifest_of_another_version_is_no_obstacle(publication: Publication) -> None:
    _three(publication)
    publication.build("pdf", out=OUT)
    (manifest,) = (publication.root / "_build/doctrees/ledger").glob("*/pdf.json")
    for content in ("{", "[]", json.dumps({"x": {"y": 1}})):
        manifest.write_text(content)
        assert publication.build("pdf", out=OUT).warnings == []


def test_the_year_that_is_not_over_need_not_have_a_volume(publication: Publication) -> None:
    _three(publication)

    def volumes() -> set[str]:
        built = publication.build("html", out=OUT)
        assert built.warnings == []
        for year in (2030, 2031, 2032):
            is_there = (built.out / f"issues/{year}.pdf").is_file()
            page = (built.out / f"issues/{year}.html").read_text("utf-8")
            assert (f'href="{year}.pdf"' in page) is is_there
        return {path.stem for path in (built.out / "issues").glob("*.pdf")}

    publication.overrides |= {"periodical_whole": True}
    assert volumes() == {"2030", "2031", "2032"}
    publication.overrides |= {"periodical_current_volume": False}
    assert volumes() == {"2030", "2031"}
    publication.issue(STORY.format(more=""), date="2033-01-07", name="issue-3")
    assert volumes() == {"2030", "2031", "2032"}


def test_only_the_issue_that_is_asked_for(publication: Publication) -> None:
    first, *_ = _three(publication)
    asked = _command(publication.root, str(publication.root / f"{first}.md"))
    assert sphinx_build(asked) == 0
    made = {path.name for path in (publication.root / OUT).rglob("*.pdf")}
    assert made == {"2030-01-07-issue-0.pdf", "2030.pdf"}


def test_progress_and_failure_on_a_terminal(
    publication: Publication, capsys: pytest.CaptureFixture[str]
) -> None:
    publication.issue(STORY.format(more=""), date="2030-01-07")
    publication.issue(STORY.format(more=" ꦏ"))
    assert sphinx_build(_command(publication.root)) == 1
    said = capsys.readouterr()
    assert "making PDFs... [ 50%] issues/2030/2030-01-07-a-fictional-title" in said.out
    assert "U+A98F JAVANESE LETTER KA" in said.err


def test_the_same_bytes_anywhere(printed: Built, tmp_path: Path) -> None:
    """In another process, folder, time zone, locale and order of reading."""
    environment = {
        "TZ": "Asia/Almaty", "LC_ALL": _another_locale(), "LANGUAGE": "ru",
        "SOURCE_DATE_EPOCH": "1", "PYTHONHASHSEED": "7",
    }  # fmt: skip
    root = tmp_path / "b c/ü"
    root.mkdir(parents=True)
    publication = make_publication(root)
    shutil.copytree(REPOSITORY / "issues", root / "issues")
    add_everything(publication)
    status = subprocess.run(
        [sys.executable, "-m", "sphinx", *_command(root, jobs=2)],
        capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY / "extensions")} | environment,
    )  # fmt: skip
    assert status.returncode == 0, status.stderr
    made, other = (
        {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*.pdf")}
        for out in (printed.out, root / OUT)
    )
    assert made.keys() == other.keys()
    assert {f"{EVERYTHING_PAGE}.pdf", f"{PLAIN_PAGE}.pdf", "issues/2031.pdf"} <= made.keys()
    assert [name for name in made if made[name] != other[name]] == []


def _another_locale() -> str:
    """Return a locale in which letters and numbers are not those of English, if there is one."""
    before = locale.setlocale(locale.LC_ALL)
    try:
        for name in ("tr_TR.UTF-8", "kk_KZ.UTF-8", "ru_RU.UTF-8", "de_DE.UTF-8"):
            with contextlib.suppress(locale.Error):
                locale.setlocale(locale.LC_ALL, name)
                return name
    finally:
        locale.setlocale(locale.LC_ALL, before)
    return "C"


def _command(root: Path, *files: str, jobs: int = 1) -> list[str]:
    """Return what somebody says to Sphinx to have the PDFs made."""
    return [
        "-b", "pdf", "-n", "-j", str(jobs), "--no-color",
        "-d", str(root / "_build/doctrees"), str(root), str(root / OUT), *files,
    ]  # fmt: skip


def test_a_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "issue.pdf"
    target.write_bytes(b"old")

    def stop(path: Path, other: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
