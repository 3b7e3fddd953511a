"""The ledger: it knows what is as it should be, whatever happened to a build or to its folder."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import setuptools
from docutils import nodes
from periodical.desk import build as desk_build
from periodical.desk.build import build
from periodical.ledger.inputs import installed
from periodical.ledger.ledger import Ledger, UnmadeError
from periodical.ledger.outputs import AHEAD, Output, write_due
from periodical.ledger.processes import WORTH_PROCESSES, in_processes
from periodical.site.builder import SiteBuilder
from sphinx.errors import SphinxParallelError

from .conftest import Publication, Site
from .fiction import issue_name, write_archive
from .links import reachable
from .repository import make_repository
from .trees import differences, tree_of


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger/made.json", tmp_path / "site")


def again(ledger: Ledger) -> Ledger:
    """Return the ledger as another process reads it."""
    return Ledger(ledger.file, ledger.folder)


def test_what_is_due(ledger: Ledger) -> None:
    wanted = {"a.html": "1", "b/c.txt": "2"}
    assert ledger.due(wanted) == ["a.html", "b/c.txt"]
    ledger.enter("a.html", "1", b"A")
    ledger.enter("b/c.txt", "2", b"C")
    ledger.save()
    assert again(ledger).due(wanted) == []
    # Another fingerprint, another content, none at all, the same size in another time.
    assert again(ledger).due(wanted | {"a.html": "3"}) == ["a.html"]
    (ledger.folder / "a.html").write_bytes(b"AA")
    assert again(ledger).due(wanted) == ["a.html"]
    (ledger.folder / "a.html").write_bytes(b"B")
    os.utime(ledger.folder / "a.html", ns=(0, 0))
    assert again(ledger).due(wanted) == ["a.html"]
    (ledger.folder / "b/c.txt").unlink()
    assert again(ledger).due(wanted) == ["a.html", "b/c.txt"]


def test_nothing_is_read_where_nothing_changed(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.enter("a.html", "1", b"A")
    ledger.save()
    copied = ledger.folder.with_name("copy")
    shutil.copytree(ledger.folder, copied, copy_function=shutil.copyfile)
    shutil.rmtree(ledger.folder)
    copied.rename(ledger.folder)
    os.utime(ledger.folder / "a.html", ns=(1, 1))
    read: list[Path] = []

    def sha256_and_note(path: Path) -> str:
        read.append(path)
        return hashlib.sha256(path.read_bytes()).hexdigest()

    monkeypatch.setattr("periodical.ledger.ledger.sha256_of", sha256_and_note)
    # New times of a copy: known by its content, once.
    copy = again(ledger)
    assert copy.due({"a.html": "1"}) == []
    assert len(read) == 1
    copy.save()
    assert again(ledger).due({"a.html": "1"}) == []
    assert len(read) == 1


def test_what_was_begun_is_due_and_what_is_written_is_whole(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.enter("a.html", "1", b"A")
    ledger.save()
    ledger.mark(["a.html"])
    # Killed here: the next process knows.
    assert again(ledger).due({"a.html": "1"}) == ["a.html"]

    def stop(path: Path, other: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        ledger.enter("a.html", "2", b"B")
    assert (ledger.folder / "a.html").read_bytes() == b"A"


def test_the_same_content_is_left_alone_and_only_what_was_made_here_goes(ledger: Ledger) -> None:
    ledger.enter("b/a.html", "1", b"A")
    time = (ledger.folder / "b/a.html").stat().st_mtime_ns
    os.utime(ledger.folder / "b/a.html", ns=(time, time))
    ledger.enter("b/a.html", "2", b"A")
    assert (ledger.folder / "b/a.html").stat().st_mtime_ns == time
    (ledger.folder / "other.txt").write_text("Of somebody else.")
    for path in [*ledger.made]:
        ledger.remove(path)
    assert tree_of(ledger.folder) == {"other.txt": b"Of somebody else."}
    assert not (ledger.folder / "b").exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"kept": {"a": [1]}, "mark": ""}'])
def test_a_ledger_that_cannot_be_read_makes_all_stale(ledger: Ledger, content: str) -> None:
    ledger.enter("a.html", "1", b"A")
    ledger.save()
    ledger.file.write_text(content)
    assert again(ledger).due({"a.html": "1"}) == ["a.html"]


class OfTwoProcesses(SimpleNamespace):
    """As much of a builder as work in other processes asks of it; `events` are told of no edit."""

    def __init__(
        self, told: Callable[[str], object] = lambda _: None, *, out: Path = Path()
    ) -> None:
        app = SimpleNamespace(parallel=2, statuscode=0)
        super().__init__(_app=app, events=SimpleNamespace(emit=told))
        self.outdir, self.doctreedir = out / "out", out / "doctrees"


def test_it_is_saved_now_and_then(ledger: Ledger) -> None:
    ledger.enter("a.html", "1", b"A")
    ledger.save(every=60)
    assert again(ledger).due({"a.html": "1"}) == ["a.html"]
    ledger.save(every=0)
    assert again(ledger).due({"a.html": "1"}) == []


@pytest.mark.parametrize("count", [3, WORTH_PROCESSES + 3])
def test_a_file_that_cannot_be_made_fails_the_build_and_no_other(
    tmp_path: Path, count: int, caplog: pytest.LogCaptureFixture
) -> None:
    def made(number: int) -> bytes:
        if number in broken:
            raise UnmadeError(f"Of {number} there\nis nothing.")
        return b"Fiction."

    def write() -> int:
        builder = OfTwoProcesses(out=tmp_path)
        names = {number: f"{number:03}.txt" for number in range(count)}
        outputs = [Output(names[n], f"{n in broken}", partial(made, n)) for n in names]
        write_due(builder, outputs, are_all=True)
        return int(builder._app.statuscode)

    broken: set[int] = set()
    assert write() == 0
    assert len(tree_of(tmp_path / "out")) == count
    broken = {1, count - 1}
    assert write() == 1
    # In their order, whoever made them; what there was of them is gone.
    reasons = "".join(f"\n{n:03}.txt: Of {n} there is nothing." for n in sorted(broken))
    (said,) = caplog.messages
    # As Sphinx says it, once it has been asked to.
    assert said.removeprefix("ERROR: ") == f"2 of the files could not be made:{reasons}"
    assert len(tree_of(tmp_path / "out")) == count - 2
    broken = set()
    assert write() == 0
    assert len(tree_of(tmp_path / "out")) == count


def test_what_others_make_is_begun_as_it_can_be_made(tmp_path: Path) -> None:
    begun: list[str] = []
    written: list[int] = []

    def begin(name: str) -> Callable[[], bytes]:
        begun.append(name)
        return partial(wait, name)

    def wait(name: str) -> bytes:
        written.append(len(begun))
        return name.encode()

    names = [f"{number:03}.txt" for number in range(AHEAD * 2 + 1)]
    outputs = [Output(name, name, partial(begin, name)) for name in names]
    write_due(OfTwoProcesses(out=tmp_path), outputs, are_all=True, can_fork=False)
    # Many before the first is waited for; never all of a large archive.
    assert written == [AHEAD] * AHEAD + [AHEAD * 2] * AHEAD + [AHEAD * 2 + 1]
    assert tree_of(tmp_path / "out") == {name: name.encode() for name in names}


# A whole publication


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two years that has been built, with its PDFs."""
    root = tmp_path_factory.mktemp("ledger") / "kept"
    write_archive(root, 11, brief=True)
    assert build(root, quiet=True) == 0
    return root


@pytest.fixture
def built(kept: Path) -> Iterator[Path]:
    # In the same place: a built folder knows where it is.
    away = kept.with_name("away")
    shutil.copytree(kept, away)
    yield kept
    shutil.rmtree(kept)
    away.rename(kept)


def page(root: Path, number: int) -> Path:
    return root / f"{issue_name(number).docname}.md"


def test_renamed_moved_and_redated_issues_change_all_that_shows_them(built: Path) -> None:
    renamed, redated, moved = (page(built, number) for number in (5, 7, 11))
    renamed.rename(renamed.with_name(renamed.name.replace("fiction", "fiction-renamed")))
    for path, date, other in (
        (redated, issue_name(7).date.isoformat(), "2101-12-15"),
        (moved, issue_name(11).date.isoformat(), "2101-12-31"),
    ):
        path.rename(built / f"issues/2101/{path.name.replace(date, other)}")
        for each in built.glob("issues/*/*.md"):  # others name it by its date
            each.write_text(each.read_text("utf-8").replace(date, other), "utf-8")
    assert build(built, quiet=True) == 0
    site = built / "_build/site"
    after = tree_of(site)
    shutil.rmtree(built / "_build")
    assert build(built, quiet=True) == 0
    assert differences(after, tree_of(site)) == []
    assert {"issues/2101.pdf", "issues/2102.pdf"} <= after.keys()


def test_a_fresh_clone_with_what_was_built_elsewhere_makes_only_what_changed(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a service keeps `_build` between its runs: the sources come from git, with new times."""
    read: list[str] = []

    def noting(builder: SiteBuilder) -> list[str]:
        read[:] = reading(builder)
        return read

    reading = SiteBuilder.read
    monkeypatch.setattr(SiteBuilder, "read", noting)
    _come_anew(built)
    before = {path: path.stat().st_mtime_ns for path in (built / "_build/site").rglob("*")}
    assert build(built, quiet=True) == 0
    assert read == []
    assert {path: path.stat().st_mtime_ns for path in (built / "_build/site").rglob("*")} == before

    edited = page(built, 4)
    edited.write_text(edited.read_text("utf-8").replace("# Fact of", "# Fact  of"), "utf-8")
    _come_anew(built)
    assert build(built, quiet=True) == 0
    assert read == [issue_name(4).docname]
    after = tree_of(built / "_build/site")
    shutil.rmtree(built / "_build")
    assert build(built, quiet=True) == 0
    assert differences(after, tree_of(built / "_build/site")) == []


def test_no_page_stays_in_memory(publication: Publication) -> None:
    page = publication.issue("## In the Region\n\n### A Story\n\nWords.\n")
    env = publication.build().app.env
    assert page in env.all_docs
    # Where Sphinx keeps the trees that it reads, and the bytes of those that it loads.
    assert not env._write_doc_doctree_cache
    assert not env._pickled_doctree_cache
    # Of what stands under its title, its record knows.
    (title,) = env.tocs[page].findall(nodes.list_item)
    assert title.astext() == env.titles[page].astext()


def _come_anew(root: Path) -> None:
    """Have all files of a folder come anew, with other times and the content that they had."""
    away = root.with_name("cloned")
    root.rename(away)
    shutil.copytree(away, root, copy_function=shutil.copyfile)
    shutil.rmtree(away)


def test_a_build_that_is_killed_is_mended_by_the_next(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed when pages are read and kept, and none is written; and when some are."""
    first = publication.issue("## In the Region\n\n### A Story\n\nWords.\n")
    publication.issue("## In the Region\n\n### A Story\n\nMore.\n", date="2031-01-14")
    publication.build()
    path = publication.root / f"{first}.md"
    for number, step in enumerate(("prepare_writing", "copy_assets", "finish")):
        path.write_text(path.read_text("utf-8").replace("Words", f"{number} Words"), "utf-8")
        with monkeypatch.context() as killed:
            killed.setattr(SiteBuilder, step, _stop)
            with pytest.raises(KeyboardInterrupt):
                publication.build()
        mended = tree_of(publication.build().out)
        shutil.rmtree(publication.root / "_build")
        assert differences(mended, tree_of(publication.build().out)) == []


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_what_a_killed_build_warned_of_is_warned_of_again(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication.issue("## In the Region\n\n### A Story\n\nWords <b>in HTML</b>.\n")
    with monkeypatch.context() as killed:
        killed.setattr("periodical.desk.build._conclude", _stop)
        with pytest.raises(KeyboardInterrupt):
            build(publication.root, quiet=True)
    assert build(publication.root, quiet=True) == 1


@pytest.mark.parametrize("name", ["real", "demo"])
def test_nothing_is_published_to_which_nothing_leads(
    request: pytest.FixtureRequest, name: str
) -> None:
    """What no page links or loads is there on purpose, and is named here."""
    site: Site = request.getfixturevalue(name)
    files = {path for path in tree_of(site.out) if not path.startswith(("data/schemas", "."))}
    icons = json.loads((site.out / "site.webmanifest").read_bytes())["icons"]
    on_purpose = {
        "manifest.json",
        "SHA256SUMS",
        "addresses.json",
        "objects.inv",
        "bagit-profile.json",  # each bag names it in its `bag-info.txt`
        # What hosts, crawlers and telephones ask for by its name, and what that names.
        "404.html",
        "robots.txt",
        "sitemap.xml",
        "_headers",
        "favicon.ico",
        "site.webmanifest",
        *(icon["src"] for icon in icons),
        "_static/fonts/OFL.txt",
    }
    # Feeds are listed for their readers, and lead to what is older (`test_feeds.py`); letters come.
    of_feeds = {path for path in files if path.startswith(("feeds/", "mail/"))}
    of_feeds |= {"calendar.ics", "_static/feed.css"}
    # The pictures of pages that are shared, at their permanent addresses.
    on_purpose |= {path for path in files if path.startswith("cards/")}
    # What the dialog of the search loads, by the words that are sought.
    on_purpose |= {path for path in files if path.startswith("search/")}
    if name == "demo":  # it has no page on which the files are listed
        on_purpose |= {path for path in files if path.startswith("data/")}
    old = {
        f"{page}.html" for page in site.pages if site.html(page).select("meta[http-equiv=refresh]")
    }
    assert files - reachable(site.out) - old - of_feeds <= on_purpose


def test_a_build_begins_only_if_something_changed(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it is made from; and a file that is only newer has not changed."""
    name = publication.issue("## In the Region\n\n### A Story\n\nOne.\n")
    page = publication.root / f"{name}.md"
    with (publication.root / "conf.py").open("a") as conf:
        conf.write("import os\nhtml_title = os.environ.get('OF_THE_MACHINE', project)\n")
    repository = make_repository(publication)
    repository.commit()
    begun: list[object] = []
    real = desk_build._run_sphinx

    def begin(*arguments: Any) -> int:
        begun.append(arguments)
        return real(*arguments)

    def begins() -> bool:
        begun.clear()
        assert build(publication.root, quiet=True) == 0
        return bool(begun)

    monkeypatch.setattr(desk_build, "_run_sphinx", begin)
    assert begins()
    assert not begins()
    before = tree_of(publication.root / "_build/site")
    os.utime(page)
    assert not begins()
    # What is lost is made again, whoever lost it.
    for lost in ("search.html", f"{page.stem}.pdf", "manifest.json"):
        next((publication.root / "_build/site").rglob(lost)).unlink()
        assert begins()
        assert not begins()
    assert differences(before, tree_of(publication.root / "_build/site")) == []
    # Nothing has to be made of what follows, but only a build can know.
    monkeypatch.setattr(desk_build, "_run_sphinx", lambda *arguments: begun.append(arguments) or 0)
    page.write_text(page.read_text("utf-8").replace("One", "Two"), "utf-8", newline="\n")
    assert begins()
    publication.write("_data/new.yaml", "")
    assert begins()
    repository.git("tag", "v2031.1")
    assert begins()
    (publication.root / "_data/new.yaml").unlink()
    assert begins()
    monkeypatch.setenv("OF_THE_MACHINE", "Another Title")
    assert begins()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert begins()
    (publication.root / "_build/doctrees/under-way").touch()
    assert begins()
    assert not begins()
    # What cannot be looked into may be another each time: that nobody may read, or a link leads to.
    (publication.root / "of-somebody-else/more").mkdir(parents=True)
    looked = os.scandir
    with monkeypatch.context() as forbidding:
        forbidding.setattr(os, "scandir", lambda path: _forbid(path) or looked(path))
        assert begins()
        assert begins()
    assert not begins()
    (publication.root / "_templates/more").symlink_to(publication.root / "_static")
    assert begins()
    assert begins()


def _forbid(path: object) -> None:
    if str(path).endswith("of-somebody-else"):
        raise PermissionError(path)


def test_what_is_written_while_a_build_goes_on_is_for_the_next(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_meanwhile(*_: object) -> int:
        publication.write("_data/new.yaml", f"# {len(begun)}")
        begun.append(True)
        return 0

    begun: list[bool] = []
    publication.write("_data/new.yaml", "")
    monkeypatch.setattr(desk_build, "_run_sphinx", write_meanwhile)
    monkeypatch.setattr(desk_build, "_prove", lambda *_: [publication.root])
    for number in (1, 2):
        assert build(publication.root, quiet=True) == 0
        assert len(begun) == number


def test_a_process_that_fails_fails_the_build() -> None:
    items = [str(number) for number in range(WORTH_PROCESSES * 20)]

    def work(some: Sequence[str]) -> Iterator[str]:
        if "0" in some:
            raise ValueError("broken")
        yield from some

    with pytest.raises(SphinxParallelError, match="broken"):
        in_processes(OfTwoProcesses(), items, work, [].append, batch=1)


def test_what_ends_work_for_an_edit_is_raised_as_it_is() -> None:
    noted: list[str] = []

    def told(_: str) -> None:
        raise KeyboardInterrupt

    def work(some: Sequence[str]) -> Iterator[str]:
        time.sleep(0.1)
        yield from some

    items = [str(number) for number in range(WORTH_PROCESSES * 4)]
    with pytest.raises(KeyboardInterrupt):
        in_processes(OfTwoProcesses(told), items, work, noted.append, batch=100)
    # What had been done by then is noted, and the rest is not begun.
    assert 0 < len(noted) < len(items)


def test_an_edit_while_a_page_is_read_is_for_the_next_build(publication: Publication) -> None:
    name = publication.issue("## In the Region\n\n### A Story\n\nOne.\n")
    with (publication.root / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(
            f"""
def setup(app):
    def edit(app, tree):
        page = pathlib.Path(app.srcdir, "{name}.md")
        if app.env.current_document.docname == "{name}":
            page.write_bytes(page.read_bytes().replace(b"One", b"Two"))

    import pathlib
    app.connect("doctree-read", edit)
"""
        )
    for word in ("One", "Two"):
        assert build(publication.root, quiet=True) == 0
        page = (publication.root / f"_build/site/{name}.html").read_text("utf-8")
        assert f"<p>{word}.</p>" in page


def test_what_packages_bring_along_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever imports `pkg_resources` has that of setuptools on the path from then on."""
    own = Path(setuptools.__file__).with_name("_vendor")
    assert [*own.glob("*.dist-info")]
    before = installed()
    monkeypatch.syspath_prepend(own)
    assert installed() == before


def test_tools_of_development_decide_no_output(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """They come with `make test`, after `make site`; an extension of `conf.py` is no such tool."""
    names = {each.partition("-")[0] for each in installed()}
    assert {"sphinx_periodical", "sphinx", "docutils", "typing_extensions"} <= names
    assert names.isdisjoint({"pytest", "mypy", "types_docutils"})
    (tmp_path / "sphinx_of_others-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert "sphinx_of_others-1.0" in installed()
