"""``periodical new``: an empty issue with its front matter and its sections."""

import datetime
from pathlib import Path

import yaml

from ..model.messages import TroubleError
from ..model.page import page_of
from ..model.publication import SUMMARY_TO_WRITE, read_publication
from ..model.registry import read_registry
from ..model.text import as_markdown, slug
from ..model.values import DEFAULT_LANGUAGE


def issue_id(title: str, date: datetime.date) -> str:
    """Return the id of an issue; it is an error if the title has no Latin letter."""
    words = "".join(letter for letter in slug(title) if letter.isascii()).strip("-")
    if not words:
        raise TroubleError(f"No file name can be made from the title “{title}”: add a Latin word.")
    return f"{date.isoformat()}-{words[:80].strip('-')}"


def new_issue(root: Path, title: str, date: datetime.date, authors: list[str]) -> int:
    """Lay out an issue as a draft.

    It is an error if there is one already, or if no file name can be made from the title.
    """
    publication = read_publication(root)
    title = " ".join(title.split())
    file = page_of(issue_id(title, date))
    path = root / file
    head = {
        "title": title,
        "date": date,
        "authors": authors,
        "summary": SUMMARY_TO_WRITE,
        "topics": [],
        "status": "draft",
    }
    if publication.language != DEFAULT_LANGUAGE:
        head["language"] = publication.language
    front_matter = yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=100)
    sections = "\n".join(
        f"## {section.title}\n\n{section.kind.holds.layout}" for section in publication.sections
    )
    # The publication's podcast; one by name, where it has none yet.
    sections = sections.replace("$show", next(iter(read_registry(root)[0].shows), "majlis"))
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as page:
            page.write(f"---\n{front_matter}---\n\n# {as_markdown(title)}\n\n{sections}")
    except FileExistsError:
        raise TroubleError(
            f"{file} is there already. Edit it, or take another title or date."
        ) from None
    print(f"{file} is laid out as a draft: `make preview` shows it.")
    return 0
