"""``periodical new`` and ``periodical init``: an empty issue, and a new publication."""

import datetime
import json
from functools import partial
from pathlib import Path

import yaml
from jinja2 import Environment, StrictUndefined

from .. import __version__
from ..defaults import default_folder
from ..model.messages import TroubleError
from ..model.page import page_of
from ..model.publication import SUMMARY_TO_WRITE, Kind, read_publication
from ..model.registry import read_registry
from ..model.text import as_markdown, slug
from ..model.values import DEFAULT_LANGUAGE
from ..words import languages, teach

_STARTER = Path(__file__).parents[1] / "starter"
_HOW = "extensions = ["
"""With what the second part of the repository's `conf.py` begins: how a site is put together."""


def issue_id(title: str, date: datetime.date) -> str:
    """Return the id of an issue; it is an error if the title has no Latin letter."""
    words = "".join(letter for letter in slug(title) if letter.isascii()).strip("-")
    if not words:
        raise TroubleError("title-without-latin", title=title)
    return f"{date.isoformat()}-{words[:80].strip('-')}"


def new_issue(root: Path, title: str, date: datetime.date, authors: list[str]) -> None:
    """Lay out an issue as a draft.

    It is an error if there is one already, or if no file name can be made from the title.
    """
    publication = read_publication(root)
    title = " ".join(title.split())
    file = page_of(issue_id(title, date))
    path = root / file
    head = {"title": title, "date": date, "authors": authors, "summary": SUMMARY_TO_WRITE}
    head |= {"topics": [], "status": "draft"}
    if publication.language != DEFAULT_LANGUAGE:
        head["language"] = publication.language
    front_matter = yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=100)
    layouts = (f"## {each.title}\n\n{each.kind.holds.layout}" for each in publication.sections)
    # The publication's podcast; one by name, where it has none yet.
    show = next(iter(read_registry(root).shows), "majlis")
    sections = "\n".join(layouts).replace("$show", show)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as page:
            page.write(f"---\n{front_matter}---\n\n# {as_markdown(title)}\n\n{sections}")
    except FileExistsError:
        raise TroubleError("issue-exists", file=file) from None
    print(f"{file} is laid out as a draft: `make preview` shows it.")


def init(root: Path, name: str, language: str, publisher: str) -> None:
    """Lay out a publication in a folder named after it.

    It is an error if there is such a folder, or if templates do not speak the language.
    """
    if language not in languages():
        known = ", ".join(sorted(languages()))
        raise TroubleError("language-unknown", language=language, known=known)
    name = " ".join(name.split())
    if not name:
        raise TroubleError("name-missing")
    folder = root / (slug(name) or "publication")
    if folder.exists():
        raise TroubleError("folder-exists", folder=folder)
    # What it fills in are programs and Markdown, never HTML.
    environment = Environment(keep_trailing_newline=True, undefined=StrictUndefined)  # noqa: S701
    teach(environment, language)
    # A text as JSON writes it is one for Python, too.
    literal = partial(json.dumps, ensure_ascii=False)
    environment.filters |= {"literal": literal, "markdown": as_markdown}
    conf = default_folder("conf.py").read_text("utf-8")
    given = {
        "name": name, "language": language, "publisher": publisher or name,
        "kinds": list(Kind), "site": conf[conf.index(_HOW) :].rstrip(), "version": __version__,
        "folder": folder.name,
    }  # fmt: skip
    for source in sorted(each for each in _STARTER.rglob("*") if each.is_file()):
        file = folder / source.relative_to(_STARTER).with_suffix("")
        file.parent.mkdir(parents=True, exist_ok=True)
        text = environment.from_string(source.read_text("utf-8")).render(given)
        file.write_text(text, "utf-8", newline="\n")
    print(f"{folder} is laid out: README.md there says how to go on.")
