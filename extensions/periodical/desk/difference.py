"""``periodical names`` and ``periodical diff``: what issues have that is new.

Names that `_data/` lacks, each as a block to paste. And what a reader would see of a change, before
it is merged: the words that changed, as git marks them ([-gone-]{+new+}), what `check` says, names
that are new, and pictures of the changed pages, where there are a built site and a browser.
"""

import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import yaml
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extractOne

from ..markup.pages import parsed, read_words
from ..model.comparison import Piece, compare
from ..model.files import write_whole
from ..model.git import GitError, Repository
from ..model.names import fold_name, names_in
from ..model.page import IssueFiles, Page, date_in_name
from ..model.publication import BUILD_FOLDER
from ..model.records import Guest
from ..model.registry import EntryKind, Person, Registry, read_registry
from ..model.text import slug
from .check import check

OFTEN = 3
"""How often a name has to stand in the issues to be told."""
_ALIKE = 86
"""From which likeness on, of 100, two names may be spellings of one."""
_SAME_ROLE = 60
"""The same of what two texts say that somebody is."""

FOLDER = f"{BUILD_FOLDER}/diff"
WIDTHS = (390, 1280)
"""Of a telephone and of a computer, in CSS pixels."""
_MARKS = {"kept": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
_AROUND = 8
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
BROWSER_ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")
"""Names of one browser, the quickest first, which has no windows; and how it starts."""

Changed = Sequence[tuple[Page | None, Page | None]]
"""Pages that differ, as they are and as they were: nothing, if one is gone, or if it is new."""


def likely_names(
    pages: Iterable[Page], registry: Registry, often: int = OFTEN
) -> list[tuple[str, int]]:
    """Return names that texts have often and the registry lacks, with how often they stand."""
    texts = (block.text for page in pages for block in read_words(page) if not block.is_heading)
    counted = Counter(name for text in texts for name in names_in(text))
    known = " ".join(f"|{name}|" for name in registry.names)
    frequent = [each for each in counted.items() if each[1] >= often]
    # Of “Kyrgyz President Sadyr”, “President Sadyr Japarov” and “Sadyr Japarov”, the last stands
    # most often; what only ever stands within a longer name is a part of it.
    kept: list[tuple[str, int]] = []
    with_word: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, count in sorted(frequent, key=lambda each: (-each[1], -len(each[0]), each[0])):
        others = (other for word in name.split() for other in with_word[word])
        is_part = any(count < seen or name in other for other, seen in others)
        if not is_part and fold_name(name) not in known:
            kept.append((name, count))
            for word in name.split():
                with_word[word].append((name, count))
    return kept


def names(root: Path) -> None:
    """Print what `_data/` lacks: blocks of YAML, each with where it belongs and why."""
    registry, archive = read_registry(root), IssueFiles(root)
    pages = [Page.read(root, file) for file in archive.page_files]
    people = [each for each in registry.entries.values() if isinstance(each, Person)]
    spelt = {slug(name): (name, each) for each in people for name in (each.name, *each.spellings)}
    file = EntryKind.PERSON.file
    new: list[str] = []
    for name, count in likely_names(pages, registry):
        if found := extractOne(slug(name), spelt.keys(), scorer=ratio, score_cutoff=_ALIKE):
            known, person = spelt[found[0]]
            why = f"{file}: “{name}” ({count} times) may be {known}; if so, below {person.id}:"
            print(_block(why, {"spellings": [*person.spellings, name]}))
        else:
            new.append(name)
            why = f"{file}, or another file: {count} times in the issues"
            print(_block(why, [{"id": slug(name), "name": name}]))
    for one, other in pairwise(sorted(new, key=slug)):
        if ratio(slug(one), slug(other)) >= _ALIKE:
            print(f"# “{one}” and “{other}” may be one: make the second a spelling of the first.\n")
    for page in pages:
        for role in _roles(page, registry, file):
            print(role)


def _roles(page: Page, registry: Registry, file: str) -> Iterator[str]:
    """Yield roles that guests are given, and that the registry has otherwise."""
    opened = (node.read for node in parsed(page).children if node.read)
    for guest in (each for read in opened for each in read.items if isinstance(each, Guest)):
        person, said = registry.find(EntryKind.PERSON, guest.name), slug(guest.roles)
        known = [slug(each.role) for each in person.roles] if isinstance(person, Person) else []
        if person and said and all(ratio(each, said) < _SAME_ROLE for each in known):
            role = {"role": guest.roles, "since": date_in_name(page.file)}
            yield _block(f"{file}: {page.file} says of {person.id}:", {"roles": [role]})


def _block(why: str, entry: object) -> str:
    return f"# {why}\n{yaml.safe_dump(entry, sort_keys=False, allow_unicode=True, width=100)}"


def changed_pages(root: Path, against: str) -> Changed:
    """Return the pages that differ from where the work parted from a commit or a branch."""
    repository = Repository(root)
    repository.require()
    base = repository.ask("merge-base", against, "HEAD")
    if not base:
        raise GitError("commit-missing", commit=against)
    differing, objects = repository.differing_pages(base), repository.files_of(base)
    texts = repository.texts(objects, differing & objects.keys())
    before = {file: Page(file, raw) for file, raw in texts}
    there = differing.intersection(IssueFiles(root).page_files)
    now = {file: Page.read(root, file) for file in there}
    return [(now.get(file), before.get(file)) for file in sorted(now | before)]


def difference(root: Path, changed: Changed) -> str:
    """Return what changed, in plain text: words, what `check` says, and names that are new."""
    registry, pages = read_registry(root), [page for page, _ in changed if page]
    said = check(root, [root / page.file for page in pages])[0] if pages else []
    before = dict(likely_names((old for _, old in changed if old), registry, often=1))
    new = [name for name, _ in likely_names(pages, registry, often=1) if name not in before]
    parts = [
        *(_words_of(page, old) for page, old in changed),
        "\n  ".join(["What check says:", *(map(str, said) if said else ["all well"])]),
        "\n  ".join(["Names that are new, and not in _data/:", *new]) if new else "",
    ]
    return "\n\n".join(filter(None, parts)) + "\n" if changed else "No issue differs.\n"


def _words_of(page: Page | None, old: Page | None) -> str:
    if page is None:
        return f"{old.file} is gone." if old else ""
    if old is None:
        count = sum(len(block.text.split()) for block in read_words(page))
        return f"{page.file} is new: {count} words."
    compared = [block for block in compare(read_words(old), read_words(page)) if block.is_changed]
    changed = [f"{block.line}: {' '.join(_shown(block.pieces))}" for block in compared]
    return "\n  ".join([f"{page.file}:", *(changed or ["no word of it changed."])])


def _shown(pieces: Sequence[Piece]) -> Iterator[str]:
    for n, (change, text) in enumerate(pieces):
        words = text.split()
        if change == "kept" and len(words) > 2 * _AROUND:
            is_last = n + 1 == len(pieces)
            words = [*words[: _AROUND if n else 0], "…", *([] if is_last else words[-_AROUND:])]
        yield _MARKS[change].format(" ".join(words))


def show_difference(root: Path, against: str) -> None:
    """Print what a reader would see of a change, and keep it in a file, with pictures."""
    changed = changed_pages(root, against)
    text = difference(root, changed)
    write_whole(root / FOLDER / "difference.txt", text.encode())
    print(text, end="")
    site = root / BUILD_FOLDER / "site"
    pages = (site / f"{page.docname}.html" for page, _ in changed if page)
    for picture in take_pictures(filter(Path.is_file, pages), root / FOLDER):
        print(f"A picture is {picture.relative_to(root)}")


def take_pictures(pages: Iterable[Path], folder: Path) -> Iterator[Path]:
    """Take a picture of each page of a site at each width, where a browser is at hand."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return
    if chromium is None or not (built := list(pages)):
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_ARGUMENTS)
        for width in WIDTHS:
            tab = browser.new_page(viewport={"width": width, "height": 900})
            for page in built:
                tab.goto(page.as_uri())
                picture = folder / f"{page.stem}-{width}.png"
                tab.screenshot(path=picture, full_page=True)
                yield picture
        browser.close()
