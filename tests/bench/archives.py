"""The archives that are measured, and what is done to them between two builds."""

from __future__ import annotations

import shutil
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from periodical.desk.preview import QUIET

from ..fiction import (
    as_page,
    fictional_issue,
    issue_name,
    sections_of,
    write_archive,
    write_plain_archive,
)
from ..fiction.world import PEOPLE
from .processes import PERIODICAL, Run, run, started

YEAR = 2102
"""A year with fifty-two issues, in every archive that is large enough."""
SHARE = ("-m", "tests.bench.share")
TOUCHED = 0.6
"""The share of all pages that the rename in the registry is to touch, as nearly as can be."""


@dataclass(frozen=True)
class Archive:
    """Fictional issues as a publication, and the same text for bare Sphinx beside it."""

    root: Path
    count: int

    @classmethod
    def write(cls, root: Path, count: int, *, more_names: int = 0) -> Archive:
        """Lay both out."""
        archive = cls(root, count)
        write_archive(root, count, more_names=more_names)
        write_plain_archive(archive.bare, count)
        return archive

    @property
    def bare(self) -> Path:
        """The folder of the same text for bare Sphinx."""
        return self.root.with_name(f"{self.root.name}-bare")

    @property
    def log(self) -> Path:
        """What the search uses in a build."""
        return self.root.with_name(f"{self.root.name}-search")

    @property
    def site(self) -> Path:
        """What `make site` makes."""
        return self.root / "_build/site"

    def build(self) -> Run:
        """Run what `make site` runs."""
        return run(*SHARE, self.log, PERIODICAL[1], "--root", self.root, "build", "-q")

    def build_anew(self) -> Run:
        """Run what `make site` runs in a fresh clone."""
        shutil.rmtree(self.root / "_build", ignore_errors=True)
        self.log.unlink(missing_ok=True)
        return self.build()

    def build_bare(self) -> Run:
        """Have bare Sphinx build the same text from nothing."""
        return _sphinx(self.bare, self.bare / "_build")

    def build_site_alone(self) -> Run:
        """Build the site from nothing, without the PDFs."""
        self.log.unlink(missing_ok=True)
        return _sphinx(self.root, self.root / "_build/alone", *SHARE, self.log)

    def search(self) -> Run:
        """Return what the search had of the last build from nothing."""
        return Run(sum(map(float, self.log.read_text("utf-8").split())), 0, 0)

    def page(self, number: int) -> Path:
        """Return the file of an issue."""
        return self.root / f"{issue_name(number).docname}.md"

    def largest_page(self) -> int:
        """Return the bytes of the largest page that is no index (whose name is ``index.html``)."""
        return max(
            page.stat().st_size for page in self.site.rglob("*.html") if page.name != "index.html"
        )

    def times(self) -> dict[Path, int]:
        """Return when each file of the site was written."""
        return {path: path.stat().st_mtime_ns for path in self.site.rglob("*") if path.is_file()}

    # What is done to it.

    def leave(self) -> None:
        """Do nothing."""

    def edit(self) -> None:
        """Edit one page."""
        _replace(self.page((self.count + 1) // 2), "# Fact of the Week", "# Fact of the Week\n\nA.")

    def add(self) -> None:
        """Add an issue."""
        page = as_page(fictional_issue(self.count + 1), sections_of(self.root))
        self.page(self.count + 1).parent.mkdir(exist_ok=True)
        self.page(self.count + 1).write_text(page, "utf-8", newline="\n")

    def rename(self) -> None:
        """Rename a person whom about six of ten pages name, who thereby lose that person."""
        name = self._named_by_many()[0]
        _replace(self.root / "_data/people.yaml", name, f"{name} the Second")

    def rename_as_told(self) -> None:
        """Rename another one, and keep the former name, as CONTRIBUTING says."""
        name = self._named_by_many()[1]
        before = f"name: {name}\n  spellings: ["
        after = f"name: {name} the Second\n  spellings: [{name}, "
        _replace(self.root / "_data/people.yaml", before, after)

    def _named_by_many(self) -> list[str]:
        """Return the names of all people, first those whom about six of ten pages name."""
        pages = [path.read_text("utf-8") for path in self.root.glob("issues/*/*.md")]
        names = [person.name for person in PEOPLE.values()]
        shares = {name: sum(name in page for page in pages) / len(pages) for name in names}
        return sorted(names, key=lambda each: abs(shares[each] - TOUCHED))

    def edit_template(self) -> None:
        """Edit the template of all pages."""
        _replace(self.root / "_templates/navbar-nav.html", '_("Latest")', '"Newest"')

    def lose_volume(self) -> None:
        """Delete the volume of a whole year."""
        (self.site / f"issues/{YEAR}.pdf").unlink(missing_ok=True)


def _sphinx(root: Path, out: Path, *under: str | Path) -> Run:
    shutil.rmtree(out, ignore_errors=True)
    return run(*(under or ("-m",)), "sphinx", "-q", "-d", out / "doctrees", root, out / "site")


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8", newline="\n")


def preview(archive: Archive, *, patience: float = 600) -> Iterator[float]:
    """Yield after how many seconds `make preview` shows a first page of a built archive, an edit
    while all of it is made ready, and an edit when it is.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/{issue_name(1).docname}.html"
    start = time.perf_counter()
    process = started(*PERIODICAL, "--root", archive.root, "preview", "--port", str(port))
    try:
        yield _until(lambda: bool(_shown(address)), start, patience)
        for words in ("Words that are typed at once.", "Words that are typed behind these."):
            start = time.perf_counter()
            _replace(archive.page(1), "# Fact of the Week", f"# Fact of the Week\n\n{words}")
            yield _until(lambda words=words: words in _shown(address), start, patience)  # type: ignore[misc]
            time.sleep(QUIET + 2)
    finally:
        process.terminate()
        process.communicate()


def _until(done: Callable[[], bool], start: float, patience: float) -> float:
    while not done():
        if time.perf_counter() - start > patience:
            return float("inf")
        time.sleep(0.02)
    return time.perf_counter() - start


def _shown(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            text: str = response.read().decode("utf-8")
            return text
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return ""
