"""``python -m tests.bench``: what an issue costs, and whether it costs more in a large archive.

Builds fictional archives in fresh processes and compares CPU time, which other work on the machine
disturbs least. These promises decide the exit status:

- an issue costs at most 1.1 times as much in the largest archive as in the smallest, the start of a
  build (imports, templates: the same however many issues) left out, which would flatter the larger;
- 5,000 names in the registry cost less than a tenth of the time of reading;
- no page but an index is larger in the largest archive than the spread of chance explains;
- an issue costs less than the same text on the book theme as it comes, in the smallest archive;
- a build with nothing to do writes nothing, and `periodical check` is quick;
- so is publishing many releases again: by the clock, for it is the disk that takes the time.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from ..fiction import REPOSITORY, issue_name, write_archive, write_plain_archive
from .publishing import RELEASES, measure_publishing
from .weight import largest, weigh

MOST_GROWTH = 1.1
MOST_CHECK_SECONDS = 10.0
MOST_PUBLISH_SECONDS = 2.0
MOST_OF_COPIES = 0.05
NAMES = 5000
MOST_FOR_NAMES = 0.1
"""A share of the CPU time of reading."""
MOST_PAGE_GROWTH = 1.25
"""Of the largest page: among more issues some is longer by chance."""
RUNS = 3
"""Of the smallest archive; of the larger ones there are two."""
STAGES = ("start", "read", "resolve", "write", "finish")


@dataclass(frozen=True)
class Run:
    """A process: what it printed, CPU and clock seconds, and the most memory in MB."""

    output: str
    cpu: float
    clock: float
    peak: float


def run(arguments: Sequence[str | Path]) -> Run:
    """Run Python in a process of its own, and measure it.

    Raises
    ------
    RuntimeError
        If it fails, with what it said.
    """
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "extensions"), "PYTHONHASHSEED": "0"}
    before, clock = _children_cpu(), time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *map(str, arguments)], cwd=REPOSITORY, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        peaks: list[float] = [0.0]
        watcher = threading.Thread(target=_watch, args=(process.pid, peaks), daemon=True)
        watcher.start()
        output, errors = process.communicate()
    watcher.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, arguments))}:\n{output}{errors}")
    return Run(output, _children_cpu() - before, time.perf_counter() - clock, peaks[0])


def _children_cpu() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _watch(pid: int, peaks: list[float]) -> None:
    """Keep the most memory, in MB, that a process and its workers had at one time.

    What they share is counted once where the system tells (PSS, on Linux).
    """
    try:
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            family = [process, *process.children(recursive=True)]
            peaks[0] = max(peaks[0], sum(map(_memory, family)) / 2**20)
            time.sleep(0.1)
    except psutil.Error:
        return


def _memory(process: psutil.Process) -> float:
    try:
        alone = not process.children() and process.parent() is not None
        info = process.memory_info() if alone else process.memory_full_info()
        return float(getattr(info, "pss", info.rss))
    except psutil.Error:
        return 0.0


def build(root: Path, jobs: int = 1) -> dict[str, Any]:
    """Build an archive; return the figures of `tests.bench.builds` and of its process."""
    ran = run(["-m", "tests.bench.builds", root, str(jobs)])
    figures: dict[str, Any] = json.loads(ran.output.splitlines()[-1])
    if figures["status"]:
        raise RuntimeError(f"{root}:\n{figures['warnings']}")
    return figures | {"cpu": ran.cpu, "clock": ran.clock, "peak": max(ran.peak, figures["peak"])}


def build_anew(root: Path, jobs: int = 1) -> dict[str, Any]:
    """Build an archive from nothing."""
    shutil.rmtree(root / "_build", ignore_errors=True)
    return build(root, jobs)


def least(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the least of each figure: what else the machine does can only add to it."""
    return {
        key: min(each[key] for each in runs) for key in (*STAGES, "names", "cpu", "clock", "peak")
    }


def written_by(root: Path, action: Callable[[], Any]) -> int:
    """Return how many files of the site an action wrote or removed."""
    site = root / "_build" / "site"
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}
    action()
    after = {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}
    return len(dict(before.items() ^ after.items()))


class Report:
    """Lines of a table, and what was promised."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.kept = True

    def row(self, name: str, *cells: str) -> None:
        self.lines.append(f"{name:<38}" + "".join(f"{cell:>15}" for cell in cells))

    def rule(self) -> None:
        self.lines.append("")

    def promise(self, kept: bool, words: str) -> None:
        self.kept &= kept
        self.lines.append(f"{'PASS' if kept else 'FAIL'}  {words}")


def per_issue(figures: dict[str, Any], count: int) -> float:
    """Return the CPU milliseconds of an issue, the start of the build left out."""
    return 1000 * sum(figures[stage] for stage in STAGES[1:]) / count


def measure(work: Path, counts: Sequence[int], say: Callable[[str], None]) -> Report:
    """Measure everything.

    Parameters
    ----------
    work
        A folder for the archives.
    counts
        How many issues; the promises are about the smallest and the largest.
    say
        Called with what is being done.
    """
    counts = sorted(set(counts))
    small = counts[0]
    roots = {count: work / f"issues-{count}" for count in counts}
    stock = work / "stock"
    say("writing fictional issues")
    for count, root in roots.items():
        write_archive(root, count)
    named = work / "named"
    write_archive(named, small, more_names=NAMES)
    write_plain_archive(stock, small)

    runs: dict[int, list[dict[str, Any]]] = {count: [] for count in counts}
    stock_runs = []
    named_runs = []
    # In turns, so that a slow minute of the machine slows all of them.
    for turn in range(RUNS):
        say(f"building {small} issues, and the same on the book theme ({turn + 1} of {RUNS})")
        runs[small].append(build_anew(roots[small]))
        stock_runs.append(build_anew(stock))
        say(f"building {small} issues with {NAMES:,} more names in the registry")
        named_runs.append(build_anew(named))
        for count in counts[1:] if turn < RUNS - 1 else ():
            say(f"building {count} issues")
            runs[count].append(build_anew(roots[count]))
    ours = {count: least(runs[count]) for count in counts}
    theirs = least(stock_runs)
    many = least(named_runs)

    report = Report()
    columns = [f"{count:,} issues" for count in counts]
    report.row("", *columns, f"stock, {small:,}")
    everything = [(ours[count], count) for count in counts] + [(theirs, small)]
    report.row("CPU ms per issue", *(f"{1000 * each['cpu'] / n:.1f}" for each, n in everything))
    report.row(
        "  without the start of the build", *(f"{per_issue(each, n):.1f}" for each, n in everything)
    )
    for stage in STAGES[1:]:
        report.row(f"    {stage}", *(f"{1000 * each[stage] / n:.1f}" for each, n in everything))
    report.row(
        "start of the build, CPU ms", *(f"{1000 * each['start']:.0f}" for each, _ in everything)
    )
    report.row("peak memory, MB", *(f"{each['peak']:.0f}" for each, _ in everything))

    report.row(
        "finding names, CPU ms per issue",
        *(f"{1000 * each['names'] / n:.2f}" for each, n in everything),
    )
    report.rule()
    report.row("", "few names", f"{NAMES:,} more")
    few = ours[small]
    report.row(
        "finding names, CPU ms per issue",
        *(f"{1000 * each['names'] / small:.2f}" for each in (few, many)),
    )
    report.row(
        "reading, CPU ms per issue", *(f"{1000 * each['read'] / small:.2f}" for each in (few, many))
    )
    report.row(
        "start of the build, CPU ms", *(f"{1000 * each['start']:.0f}" for each in (few, many))
    )

    weights = []
    for root, count in [*((roots[count], count) for count in counts), (stock, small)]:
        site = root / "_build" / "site"
        # An issue in the middle: with neighbours on both sides, as nearly all have.
        weights.append(weigh(site / f"{issue_name(count // 2).docname}.html", site))
    report.rule()
    report.row("page, bytes", *(f"{each.html:,}" for each in weights))
    report.row("page, bytes, gzip", *(f"{each.html_gzip:,}" for each in weights))
    report.row("page with all it loads, gzip", *(f"{each.with_assets:,}" for each in weights))
    report.row("  in how many files", *(f"{each.files}" for each in weights))
    heaviest = [largest(roots[count] / "_build" / "site") for count in counts]
    report.row("largest page but indexes, bytes", *(f"{size:,}" for size, _ in heaviest))
    for count, (_, address) in zip(counts, heaviest, strict=True):
        report.lines.append(f"  among {count:,}: {address}")

    report.rule()
    again, edits, checks = [], [], []
    for count in counts:
        root = roots[count]
        say(f"building {count} issues again, unchanged and with an edit")
        figures: list[dict[str, Any]] = []
        written = written_by(root, lambda root=root, figures=figures: figures.append(build(root)))
        again.append((figures[0]["cpu"], written))
        page = root / f"{issue_name(count // 2).docname}.md"
        text = page.read_text(encoding="utf-8")
        page.write_text(
            text.replace("# Fact of the Week", "# Fact of the Week\n\nAn edit."), encoding="utf-8"
        )
        written = written_by(root, lambda root=root, figures=figures: figures.append(build(root)))
        edits.append((figures[1]["cpu"], written))
        checks.append(run(["-m", "periodical.cli", "--root", root, "check"]).cpu)
    report.row("no-change build, CPU s", *(f"{cpu:.2f}" for cpu, _ in again))
    report.row("  files written", *(f"{written}" for _, written in again))
    report.row("build after an edit, CPU s", *(f"{cpu:.2f}" for cpu, _ in edits))
    report.row("  files written", *(f"{written}" for _, written in edits))
    report.row("periodical check, CPU s", *(f"{cpu:.2f}" for cpu in checks))

    say(f"building {small} issues with as many processes as there are cores")
    jobs = os.cpu_count() or 1
    parallel = build_anew(roots[small], max(jobs, 2))
    report.row(
        f"with {max(jobs, 2)} processes, clock s", f"{parallel['clock']:.1f}",
        *[""] * (len(counts) - 1), f"(one: {ours[small]['clock']:.1f})",
    )  # fmt: skip

    say(f"publishing {counts[-1]} issues with {RELEASES} releases")
    published = measure_publishing(roots[counts[-1]], work / "publishing")
    report.rule()
    report.row(f"{RELEASES} releases of {counts[-1]:,} issues", "published", "copied whole")
    report.row(
        f"  {published.files:,} files, clock s",
        f"{published.first:.1f}",
        f"{published.copying:.1f}",
    )
    report.row("  with an edit", f"{published.edited:.1f}")
    report.row("  with one more release", f"{published.released:.1f}")
    report.row("  with nothing new", f"{published.again:.2f}")
    report.row("  the branch, MB", f"{published.branch / 1e6:,.0f}", "")
    report.row(
        "  disk of the host, MB", f"{published.disk / 1e6:,.0f}", f"{published.copies / 1e6:,.0f}"
    )

    report.rule()
    if len(counts) > 1:
        large = counts[-1]
        growth = per_issue(ours[large], large) / per_issue(ours[small], small)
        report.promise(
            growth <= MOST_GROWTH,
            f"an issue among {large:,} costs {growth:.2f} times one among {small:,} "
            f"(at most {MOST_GROWTH})",
        )
        grown = heaviest[-1][0] / heaviest[0][0]
        report.promise(
            grown <= MOST_PAGE_GROWTH,
            f"the largest page but indexes among {large:,} is {grown:.2f} times that among "
            f"{small:,} (at most {MOST_PAGE_GROWTH})",
        )
    share = many["names"] / many["read"]
    report.promise(
        share < MOST_FOR_NAMES,
        f"finding {NAMES:,} names is {share:.1%} of reading (under {MOST_FOR_NAMES:.0%})",
    )
    faster = theirs["cpu"] / ours[small]["cpu"]
    report.promise(
        faster > 1, f"{faster:.2f} times as fast as the book theme as it comes, at {small:,}"
    )
    report.promise(
        not any(written for _, written in again), "a build with nothing to do writes nothing"
    )
    report.promise(
        published.again < MOST_PUBLISH_SECONDS,
        f"{RELEASES} releases of {counts[-1]:,} issues, nothing new: published in "
        f"{published.again:.1f} s (under {MOST_PUBLISH_SECONDS:.0f}), on "
        f"{100 * published.disk / published.copies:.0f} % of the disk that copies take",
    )
    report.promise(
        published.branch < MOST_OF_COPIES * published.copies,
        f"the branch of releases has {100 * published.branch / published.copies:.1f} % of what "
        f"copies take (under {100 * MOST_OF_COPIES:.0f} %)",
    )
    if counts[-1] >= 1000:
        rate = checks[-1] * 1000 / counts[-1]
        report.promise(
            rate < MOST_CHECK_SECONDS,
            f"1,000 issues are checked in {rate:.1f} s (under {MOST_CHECK_SECONDS:.0f})",
        )
    return report


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, and return 0 if all promises are kept."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description="What an issue costs."
    )
    parser.add_argument("--counts", type=int, nargs="+", default=[100, 1000, 3000], metavar="N")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the table here too")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        report = measure(Path(folder), options.counts, lambda words: print(words, file=sys.stderr))
    names = ("sphinx", "myst-parser", "sphinx-book-theme")
    heading = f"Python {platform.python_version()}, " + ", ".join(
        f"{name} {version(name)}" for name in names
    )
    table = "\n".join([heading, "", *report.lines]) + "\n"
    print(table, end="")
    if options.output:
        options.output.write_text(table, encoding="utf-8")
    return 0 if report.kept else 1


if __name__ == "__main__":
    sys.exit(main())
