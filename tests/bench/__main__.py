"""``python -m tests.bench``: what making the site costs, and whether it costs more in a large one.

Fictional archives are built as `make site` builds them, with their PDFs, in fresh processes, and
beside them the same text by bare Sphinx: with stock MyST and the theme ``basic``. Counted are the
CPU time and the memory of all processes together.

What decides the exit status are ratios within this run, never seconds. They are of what an issue
costs, the start of a process left out, which an archive of one issue shows.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from ..browser import launched
from .archives import Archive, preview
from .importing import EDITIONS, measure_import
from .processes import PERIODICAL, Run, least, run
from .publishing import RELEASES, measure_publishing
from .searching import first_results, further_letters

RUNS = 2
"""How often the smallest archive is built."""
NAMES = 5000
MOST_FOR_NAMES = 1.1
"""How much longer the site may take when the registry has so many more names."""
MOST_GROWTH = 1.05
"""What an issue may cost in the largest archive, against the smallest."""
MOST_PAGE_GROWTH = 1.25
"""Of the largest page but indexes: among more issues some is longer by chance."""
MOST_MEMORY = 2.2
"""Against bare Sphinx, which has 361 MB at 1,000 issues: so 0.8 GB there."""
MOST_BRANCH = 0.05
"""What the branch of releases may take, against a copy of each."""
PREVIEWED = ("first page", "an edit meanwhile", "a further edit")
MOST_PREVIEWED = (3.0, 0.5, 0.5)
"""Seconds by the clock."""
MOST_CLOCK = 0.6
"""Of the CPU time, on two cores that have nothing else to do."""
MOST_IMPORT = 4.0
"""What an old edition may cost to bring in, against an issue that bare Sphinx builds."""
IDLE = 0.5
"""The load of a machine that has nothing else to do."""


@dataclass(frozen=True)
class Work:
    """Something that is done between two builds.

    Args:
        name: What.
        change: How.
        most: What the build may cost then, as a share of a clean build by bare Sphinx.
    """

    name: str
    change: Callable[[Archive], None]
    most: float | None = None


CLEAN, ALONE, BARE = "clean build, with PDFs", "  the site alone", "  bare Sphinx, the same text"
SEARCH, SEARCH_ALONE = "  of it, the search", "  of that, the search"
VOLUME = "a volume of 52 issues"
CHECK = "check of all pages"
MOST = {CLEAN: 2.0, ALONE: 0.8, CHECK: 0.1, VOLUME: 0.06}
MOST_SEARCH = 0.1
"""The share of the search in a build."""
MOST_REQUESTS = 10
SEARCHES = (
    (first_results, "a first result", 100),
    (further_letters, "a further letter", 20),
)
"""What is measured of the search, and how many KB it may load."""
WORKS = (
    Work("nothing to do", Archive.leave, 0.03),
    Work(VOLUME, Archive.lose_volume, MOST[VOLUME]),
    Work("an edit of one page", Archive.edit),
    Work("a new issue", Archive.add),
    Work("a rename in the registry", Archive.rename, 0.3),
    Work("  one that keeps the former name", Archive.rename_as_told),
    Work("an edit of a template", Archive.edit_template, 0.3),
)


@dataclass
class Report:
    """The table, and whether all that was promised is kept."""

    columns: list[str]
    lines: list[str] = field(default_factory=list)
    kept: bool = True

    def row(self, name: str, cells: Sequence[str]) -> None:
        self.lines.append(f"{name:<36}" + "".join(f"{cell:>16}" for cell in cells))

    def promise(self, words: str, value: float, most: float) -> None:
        self.kept &= value <= most
        self.lines.append(
            f"{'PASS' if value <= most else 'FAIL'}  {words}: {value:.2f} (at most {most})"
        )


Say = Callable[[str], None]
Measured = dict[str, Run]


def measure_archive(archive: Archive, runs: int, say: Say) -> tuple[Measured, int]:
    """Return what everything costs in an archive, and how many files an idle build wrote."""
    clean, alone, bare, of_clean, of_alone = [], [], [], [], []
    # In turns, so that a slow minute of the machine slows all of them.
    for turn in range(runs):
        say(f"building {archive.count:,} issues ({turn + 1} of {runs})")
        clean.append(archive.build_anew())
        of_clean.append(archive.search())
        bare.append(archive.build_bare())
        alone.append(archive.build_site_alone())
        of_alone.append(archive.search())
    found = {CLEAN: least(clean), SEARCH: least(of_clean), ALONE: least(alone)}
    found |= {SEARCH_ALONE: least(of_alone), BARE: least(bare)}
    say(f"checking {archive.count:,} issues")
    check = (*PERIODICAL, "--root", archive.root, "check")
    found[CHECK] = run(*check)
    found["check of one file"] = run(*check, archive.page(1))
    written = 0
    for work in WORKS:
        say(f"{archive.count:,} issues: {work.name}")
        before = archive.times()
        work.change(archive)
        found[work.name] = archive.build()
        if work.change is Archive.leave:
            written = len(dict(before.items() ^ archive.times().items()))
    return found, written


def measure(work: Path, counts: Sequence[int], say: Say) -> Report:
    """Measure everything.

    Args:
        work: A folder for the archives.
        counts: How many issues, the smallest first.
        say: Called with what is being done.
    """
    idle = os.getloadavg()[0] < IDLE
    archives = {count: Archive.write(work / f"issues-{count}", count) for count in (1, *counts)}
    sizes, results, written = {}, {}, 0
    for count, archive in archives.items():
        results[count], files = measure_archive(archive, RUNS if count == counts[0] else 1, say)
        sizes[count], written = archive.largest_page(), written + files

    report = Report([f"{count:,}" for count in archives])
    report.row("issues", [f"{count:,}" for count in archives])
    for name in results[1]:
        report.row(f"{name}, CPU s", [f"{each[name].cpu:.2f}" for each in results.values()])
    report.row("", [])
    for name in (CLEAN, ALONE, BARE):
        report.row(f"{name}, MB", [f"{each[name].peak:.0f}" for each in results.values()])
    report.row("", [])

    def share(name: str, count: int) -> float:
        """Return what something costs against bare Sphinx, the start of both left out."""
        cost, bare = ((results[count][each].cpu - results[1][each].cpu) for each in (name, BARE))
        return cost / bare

    small, large = counts[0], counts[-1]
    for name in results[1]:
        report.row(f"{name}, × bare", ["", *(f"{share(name, count):.3f}" for count in counts)])
    clock = [each[CLEAN].clock / each[CLEAN].cpu for each in results.values()]
    report.row(f"clock against CPU, {os.cpu_count()} cores", [f"{each:.2f}" for each in clock])
    report.row("largest page but indexes, bytes", [f"{size:,}" for size in sizes.values()])

    say(f"building {small:,} issues with {NAMES:,} more names in the registry")
    named = Archive.write(work / "named", small, more_names=NAMES).build_site_alone()
    report.row(f"{NAMES:,} more names, site alone, CPU s", ["", f"{named.cpu:.2f}"])
    say(f"publishing {small:,} issues with {RELEASES} releases")
    published = measure_publishing(archives[small].root, work / "publishing")
    for name in ("first", "again", "edited", "released"):
        seconds = getattr(published, name)
        report.row(f"{RELEASES} releases, {name}, clock s", ["", f"{seconds:.2f}"])
    kept = published.branch / published.copies
    say("looking at the archives in the preview")
    previews = [list(preview(archives[count])) for count in counts]
    for name, seconds in zip(PREVIEWED, zip(*previews, strict=True), strict=True):
        report.row(f"preview: {name}, clock s", ["", *(f"{each:.2f}" for each in seconds)])
    say(f"importing {EDITIONS} old editions")
    imported = measure_import(archives[1].root).cpu
    report.row(f"import of {EDITIONS} editions, CPU s", [f"{imported:.2f}"])

    report.row("", [])
    for name, most in MOST.items():
        report.promise(f"{name.strip()}, × bare Sphinx at {large:,}", share(name, large), most)
    for each in WORKS:
        if each.most is not None and each.name not in MOST:
            report.promise(f"{each.name}, × bare Sphinx", share(each.name, large), each.most)
    if len(counts) > 1:
        cost = {n: (results[n][CLEAN].cpu - results[1][CLEAN].cpu) / (n - 1) for n in counts}
        words = f"an issue among {large:,} against one among {small:,}"
        report.promise(words, cost[large] / cost[small], MOST_GROWTH)
        words = "the largest page but indexes, likewise"
        report.promise(words, sizes[large] / sizes[small], MOST_PAGE_GROWTH)
    for name, part in ((CLEAN, SEARCH), (ALONE, SEARCH_ALONE)):
        share_of_it = results[large][part].cpu / results[large][name].cpu
        report.promise(f"the search, × {name.strip()} at {large:,}", share_of_it, MOST_SEARCH)
    with launched() as browser:
        say(f"searching among {large:,} issues")
        for costs, words, most in SEARCHES:
            all_costs = list(costs(browser, archives[large].site))
            size = max(cost.size for cost in all_costs) / 1024
            requests = max(cost.requests for cost in all_costs)
            report.promise(f"{words} among {large:,}, KB", size, most)
            report.promise(f"{words} among {large:,}, requests", requests, MOST_REQUESTS)
    for name, most, found in zip(PREVIEWED, MOST_PREVIEWED, previews[-1], strict=True):
        report.promise(f"preview: {name} of {large:,}, clock s", found, most)
    memory = results[large][CLEAN].peak / results[large][BARE].peak
    report.promise(f"memory, × bare Sphinx at {large:,}", memory, MOST_MEMORY)
    if idle:
        report.promise(f"clock against CPU at {large:,}", clock[-1], MOST_CLOCK)
    more = named.cpu / results[small][ALONE].cpu
    report.promise(f"the site with {NAMES:,} more names, × without", more, MOST_FOR_NAMES)
    report.promise(f"the branch of {RELEASES} releases, × copies", kept, MOST_BRANCH)
    bare = (results[large][BARE].cpu - results[1][BARE].cpu) / (large - 1)
    report.promise("import, × bare Sphinx, an issue", imported / EDITIONS / bare, MOST_IMPORT)
    report.promise("files that a build with nothing to do writes", written, 0)
    return report


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, and return 0 if all promises are kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--issues", type=int, nargs="+", default=[100, 300], metavar="N")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the table here too")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        counts = sorted(set(options.issues) - {1})
        report = measure(Path(folder), counts, lambda words: print(words, file=sys.stderr))
    names = ("sphinx", "myst-parser", "typst")
    tools = [f"{name} {version(name)}" for name in names]
    table = "\n".join(
        [", ".join([f"Python {platform.python_version()}", *tools]), "", *report.lines]
    )
    print(table)
    if options.output:
        options.output.write_text(f"{table}\n", encoding="utf-8")
    return 0 if report.kept else 1


if __name__ == "__main__":
    sys.exit(main())
