"""``periodical check``: all that can be known of the issues without Sphinx, as text and for CI."""

import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from .. import ROOMS, __version__
from ..markup.advice import advise, own_words
from ..markup.judging import Surroundings
from ..markup.rules import check_page
from ..model.git import History
from ..model.messages import Complaint, Problem, TroubleError, catalogue, on_one_line
from ..model.page import IssueFiles, IssueIndex, Page, claimed_twice, date_in_name
from ..model.publication import ISSUES_FOLDER, read_publication
from ..model.registry import STYLE_FILE, Registry, StyleRule, read_entries, read_registry
from ..model.values import IMAGE_TYPES
from .since_release import changes_since_release

# Two spaces at the end of a line of text break it.
_TRAILING = re.compile(r"(?<=\S)(?:[ \t]?|[ \t]*\t)$|^[ \t]+$")
_CLAIMS = re.compile(rb"redirect_from|\bdoi\b").search
# What parts commands of GitHub's, and how it is written within one.
_DATA = {ord("%"): "%25", ord("\r"): "%0D", ord("\n"): "%0A"}
_Work: TypeAlias = tuple[Page, Surroundings, bool]
"""A page, what it finds, and whether it is advised."""
_Line: TypeAlias = tuple[int, str]
"""Where a text stands, and its words."""
WORTH_WORKERS = 200
"""From how many pages on it is worth starting other processes."""


def check(
    root: Path, files: Iterable[Path] | None = None, *, fix: bool = False, hints: bool = False
) -> tuple[list[Problem], int]:
    """Check the issues of a publication; return what is wrong, and how many pages were looked at.

    Where no files of `issues/` are named, all are checked, and `_data/`. It is an error if one that
    is named does not exist, or is elsewhere.

    Args:
        fix: Whether what is certain is mended in the files first, and shown.
        hints: Whether there is to be advice, too. That, and `fix`, are for pages that are named, or
            are not as the last release has them: what was published is not written anew in passing.
    """
    root = root.resolve()
    publication = read_publication(root)
    registry = read_registry(root)
    style, style_problems, _ = read_entries(root, STYLE_FILE, StyleRule)
    archive, day = IssueFiles(root), publication.day
    all_around = Surroundings(root, publication, registry, archive.index, style)
    named = None if files is None else {name for file in files for name in _names(file, root)}
    problems = [*registry.problems, *style_problems, *archive.problems()]
    pages = {file: Page.read(root, file) for file in archive.page_files}
    to_check = {file: page for file, page in pages.items() if named is None or file in named}
    changed = History(root).changed_pages
    asked = set(to_check) if named or changed is None else changed & to_check.keys()
    if fix:
        pages |= {file: _mended(to_check[file], all_around) for file in sorted(asked)}
        to_check = {file: pages[file] for file in to_check}
    hidden = {file: page for file, page in pages.items() if page.is_held_back(day)}
    around = _on_its_day(all_around, hidden.values())
    work = [(page, around(page), hints and page.file in asked) for page in to_check.values()]
    seen = list(zip(to_check.values(), _look_at_pages(work), strict=True))
    problems += chain.from_iterable(found for _, (found, _) in seen)
    problems += _misspelt([(page, *line) for page, (_, text) in seen for line in text], registry)
    problems += _notes(to_check.values(), archive.files if named is None else named, root, day)
    # Of thousands of pages, only those are read whose front matter says something of it.
    claiming = [page for page in pages.values() if _CLAIMS(page.raw.partition(b"\n---")[0])]
    is_told = any(page.file in to_check for page in claiming)
    heads = {page.file: page.head for page in claiming if is_told and page.head}
    problems += claimed_twice(heads, pages, pages.__getitem__)
    history = History(root)  # for what was mended is not as it was
    problems += changes_since_release(history, to_check)
    if "releases" in ROOMS:
        from ..releases.addresses import lost_addresses
        from ..releases.store import Store

        on_site = {file: page for file, page in pages.items() if file not in hidden}
        problems += lost_addresses(history, Store(root).releases(), on_site)
    told = {problem for problem in problems if named is None or problem.file in named}
    return sorted(told), len(to_check)


def _on_its_day(around: Surroundings, hidden: Collection[Page]) -> Callable[[Page], Surroundings]:
    """Tell what a page finds: what is on the site when it appears; and a draft, all."""

    @cache
    def on(day: str) -> Surroundings:
        names = {Path(page.file).stem for page in hidden if page.is_held_back(day)}
        return replace(around, issues=around.issues and IssueIndex(around.issues.ids - names))

    day = around.publication.day
    return lambda page: around if page.is_draft else on(max(day, date_in_name(page.file)))


def _look_at_pages(work: Sequence[_Work]) -> list[tuple[list[Problem], list[_Line]]]:
    """Look at pages, at those of a large archive with as many processes as there are cores."""
    if len(work) < WORTH_WORKERS:
        return list(map(_look_at, work))
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor() as workers:
        return list(workers.map(_look_at, work, chunksize=50))


def _look_at(work: _Work) -> tuple[list[Problem], list[_Line]]:
    """Return what is wrong with a page, and, where it is advised, its text if that is English."""
    page, around, advised = work
    found, text = list(check_page(page, around)), []
    if advised:
        found += [each.problem for each in advise(page, around)]
        if page.head and page.head.language.partition("-")[0] == "en":
            text = [(line, words) for line, words, _ in own_words(page)]
    return found, text


def _notes(pages: Iterable[Page], files: Iterable[str], root: Path, day: str) -> Iterator[Problem]:
    """Yield notes: of pages that appear behind a day, and pictures that say where they are from."""
    for page in pages:
        if not page.is_draft and page.is_held_back(day):
            yield Complaint("page-of-a-later-day", date=date_in_name(page.file)).at(page.file)
    for path in (root / file for file in files):
        if path.suffix.lower() in IMAGE_TYPES and not path.is_symlink():
            from ..pictures.conversion import has_place  # here, as many have no picture

            if has_place(path):
                yield Complaint("picture-with-place").at(path.relative_to(root).as_posix())


def _names(file: Path, root: Path) -> list[str]:
    """Return the path, from the root, of a file that is named, or of all that are in a folder."""
    # Links are not followed: a page that is one is what `check` has to find.
    path = file.absolute().parent.resolve() / file.name
    if not path.is_symlink() and not path.exists():
        raise TroubleError("file-missing", file=file)
    if not path.is_relative_to(root / ISSUES_FOLDER):
        raise TroubleError("file-no-issue", file=file, folder=ISSUES_FOLDER)
    below = () if path.is_symlink() else path.rglob("*")
    return [each.relative_to(root).as_posix() for each in (path, *below)]


def _mended(page: Page, surroundings: Surroundings) -> Page:
    """Mend a page where it is certain what should stand there, say so, and return it as it is.

    Line ends and all else stay as they are, byte for byte.
    """
    if page.unreadable:
        return page
    parts = re.split(r"(\r\n|\r|\n)", page.raw.decode("utf-8"))
    lines, ends = parts[::2], [*parts[1::2], ""]
    mended = [_TRAILING.sub("", line) for line in lines]
    # From the end of a line, so that the columns before it stay what they are.
    for advice in reversed(advise(page, surroundings)):
        number, start = advice.problem.line - 1, advice.problem.column - 1
        line, end = mended[number], start + len(advice.old)
        if advice.new is not None and line[start:end] == advice.old:
            mended[number] = line[:start] + advice.new + line[end:]
    if mended == lines:
        return page
    for number, (old, new) in enumerate(zip(lines, mended, strict=True), start=1):
        if old != new:
            print(f"{page.file}:{number}: mended\n  - {old}\n  + {new}")
    raw = "".join(line + end for line, end in zip(mended, ends, strict=True)).encode()
    Path(surroundings.root, page.file).write_bytes(raw)
    return Page(page.file, raw)


def _misspelt(lines: Sequence[tuple[Page, int, str]], registry: Registry) -> Iterator[Problem]:
    """Yield hints for words of texts in English; none where typos is not to be had.

    It knows what is often mistyped, and takes nothing else for a mistake: names and words of other
    languages are left alone (https://github.com/crate-ci/typos).
    """
    program = shutil.which("typos", path=str(Path(sys.executable).parent))
    if program is None or not lines:
        return
    # Of the millions of words of an archive, few are different.
    asked = sorted({word for *_, text in lines for word in text.split()})
    done = subprocess.run(  # noqa: S603 - one program, and the text goes in as text
        [program, "--isolated", "--format", "json", "-"],
        input="\n".join(asked), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    known = {word.casefold() for name in registry.names for word in name.split()}
    told = defaultdict[str, list[Any]](list)
    for found in map(json.loads, done.stdout.splitlines()):
        if found.get("type") == "typo" and found["typo"].casefold() not in known:
            told[asked[found["line_num"] - 1]].append(found)
    for page, line, text in lines if told else ():
        for found in chain.from_iterable(told[word] for word in told.keys() & text.split()):
            meant = " or ".join(f"“{each}”" for each in found["corrections"][:3])
            wrong = Complaint("spelling", words=found["typo"], meant=meant)
            yield wrong.at(page.file, *page.place_of(found["typo"], line))


def _as_github(problem: Problem) -> str:
    """Return an annotation for a pull request.

    GitHub Actions, “Workflow commands for GitHub Actions”, “Setting an error message”.
    """
    kind = "notice" if problem.is_note else "error"
    file = on_one_line(problem.file).translate(_DATA | {ord(":"): "%3A", ord(","): "%2C"})
    place = f"file={file},line={problem.line},col={problem.column},title={problem.code}"
    return f"::{kind} {place}::{problem.text.translate(_DATA)}"


def _as_sarif(problems: Sequence[Problem]) -> str:
    """Return a log in the Static Analysis Results Interchange Format, OASIS SARIF 2.1.0."""
    codes, results = list(catalogue().codes), []
    for problem in problems:
        region = {"startLine": problem.line, "startColumn": problem.column}
        file = {"uri": problem.file, "uriBaseId": "%SRCROOT%"}
        place = {"physicalLocation": {"artifactLocation": file, "region": region}}
        said = {"level": "note" if problem.is_note else "error", "message": {"text": problem.text}}
        rule = {"ruleId": problem.code, "ruleIndex": codes.index(problem.code)}
        results.append({**rule, **said, "locations": [place]})
    driver = {"name": "periodical", "version": __version__, "rules": [{"id": c} for c in codes]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    log = {"$schema": schema, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False)


def report(root: Path, files: Sequence[Path], format: str, fix: bool) -> int:  # noqa: A002 - its option
    """Print what is wrong with pages, all by default; return 0 if nothing is, else 1."""
    problems, pages = check(root, files or None, fix=fix, hints=True)
    mistakes = sum(not problem.is_note for problem in problems)
    hints = len(problems) - mistakes
    each_told = map(_as_github if format == "github" else str, problems)
    told = [_as_sarif(problems)] if format == "sarif" else each_told
    sys.stdout.write("".join(f"{each}\n" for each in told))
    looked_at = f"{pages} page{'' if pages == 1 else 's'}"
    found = f"{mistakes} problem{'' if mistakes == 1 else 's'}" if mistakes else "all well"
    advice = f", and {hints} hint{'' if hints == 1 else 's'}" if hints else ""
    print(f"{looked_at} checked: {found}{advice}.", file=sys.stderr)
    return 1 if mistakes else 0
