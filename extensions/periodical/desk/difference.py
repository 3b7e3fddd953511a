"""``periodical diff``: what a reader would see of a change, before it is merged.

The words that changed, as git marks them ([-gone-]{+new+}), what `check` says, names that are new,
and pictures of the changed pages, where there are a built site and a browser.
"""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..markup.words import read_words
from ..model.comparison import Change, ComparedWords, compare
from ..model.git import GitError, Repository
from ..model.page import PAGE_SUFFIX, IssueFiles, Page
from ..model.registry import read_registry
from .build import BUILD_FOLDER
from .check import check
from .names import likely_names

FOLDER = f"{BUILD_FOLDER}/diff"
WIDTHS = (390, 1280)
"""Of a telephone and of a computer, in CSS pixels."""
_MARKS = {Change.KEPT: "{}", Change.DELETED: "[-{}-]", Change.INSERTED: "{{+{}+}}"}
_AROUND = 8
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


Changed = Sequence[tuple[Page, Page | None]]
"""Pages that differ, each with what it was; one that is new was nothing."""


def changed_pages(root: Path, against: str) -> Changed:
    """Return the pages that differ from where the work parted from a commit or a branch."""
    repository = Repository(root)
    repository.require()
    base = repository.ask("merge-base", against, "HEAD")
    if not base:
        raise GitError(f"There is no commit “{against}” here. Fetch it, or name another: --against")
    here = [Page.read(root, file) for file in IssueFiles(root).page_files]
    olds = repository.contents(f"{base}:./{page.file}" for page in here)
    return [
        (page, None if old is None else Page(page.file, old))
        for page, old in zip(here, olds, strict=True)
        if old != page.raw
    ]


def difference(root: Path, changed: Changed) -> str:
    """Return what changed, in plain text: words, what `check` says, and names that are new."""
    registry = read_registry(root)
    said = check(root, [root / page.file for page, _ in changed])[0] if changed else []
    before = dict(likely_names((old for _, old in changed if old), registry, often=1))
    names = likely_names((page for page, _ in changed), registry, often=1)
    new = [name for name, _ in names if name not in before]
    parts = [
        *("\n".join(_words_of(page, old)) for page, old in changed),
        "\n  ".join(["What check says:", *(map(str, said) if said else ["all well"])]),
        "\n  ".join(["Names that are new, and not in _data/:", *new]) if new else "",
    ]
    return "\n\n".join(filter(None, parts)) + "\n" if changed else "No issue differs.\n"


def _words_of(page: Page, old: Page | None) -> Iterator[str]:
    if old is None:
        count = sum(len(block.text.split()) for block in read_words(page))
        yield f"{page.file} is new: {count} words."
        return
    yield f"{page.file}:"
    changed = [block for block in compare(read_words(old), read_words(page)) if block.is_changed]
    for block in changed:
        yield f"  {block.line}: {' '.join(_shown(block.pieces))}"
    if not changed:
        yield "  no word of it changed."


def _shown(pieces: Sequence[ComparedWords]) -> Iterator[str]:
    for n, piece in enumerate(pieces):
        words = piece.text.split()
        if piece.change is Change.KEPT and len(words) > 2 * _AROUND:
            is_last = n + 1 == len(pieces)
            words = [*words[: _AROUND if n else 0], "…", *([] if is_last else words[-_AROUND:])]
        yield _MARKS[piece.change].format(" ".join(words))


def show_difference(root: Path, against: str) -> int:
    """Print what a reader would see of a change, and keep it in a file, with pictures."""
    changed = changed_pages(root, against)
    text = difference(root, changed)
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "difference.txt").write_text(text, "utf-8")
    print(text, end="")
    for picture in take_pictures(root, changed):
        print(f"A picture is {picture.relative_to(root)}")
    return 0


def take_pictures(root: Path, changed: Changed) -> Iterator[Path]:
    """Take a picture of each changed page at each width, where site and browser are at hand."""
    site = root / BUILD_FOLDER / "site"
    chromium = next(filter(None, map(shutil.which, _BROWSERS)), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return
    pages = [site / page.file.replace(PAGE_SUFFIX, ".html") for page, _ in changed]
    built = [page for page in pages if page.is_file()]
    if chromium is None or not built:
        return
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        for width in WIDTHS:
            tab = browser.new_page(viewport={"width": width, "height": 900})
            for page in built:
                tab.goto(page.as_uri())
                picture = root / FOLDER / f"{page.stem}-{width}.png"
                tab.screenshot(path=picture, full_page=True)
                yield picture
        browser.close()
