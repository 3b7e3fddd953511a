"""The addresses of the pages that are made from records, from the root and without ``.html``."""

from ..model.publication import ISSUES_FOLDER
from ..model.registry import EntryKind, entry_page

ARCHIVE = f"{ISSUES_FOLDER}/index"
CORRECTIONS = "corrections/index"
A_TO_Z = "a-to-z"
SEARCH = "search"
EDITION = "edition"
"""The page of a release that says which one it is."""
NOT_FOUND = "404"
"""What hosts show in place of a page that is not there."""


def year_page(year: int) -> str:
    """Return the page of the issues of a year."""
    return f"{ISSUES_FOLDER}/{year}"


def person_page(person: str) -> str:
    """Return the page of a person."""
    return entry_page((EntryKind.PERSON, person))


def index_page(folder: str) -> str:
    """Return the page that lists what is in a folder."""
    return f"{folder}/index"


def part_page(page: str, year: int) -> str:
    """Return the page of a year of something that is split by years."""
    return f"{page.removesuffix('/index')}/{year}"
