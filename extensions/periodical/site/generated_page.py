"""A page made from records: what it shows, known before it is written.

Long lists are parted by years: no page but an index grows with the archive.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .addresses import part_page


@dataclass(frozen=True)
class GeneratedPage:
    """A page made from records.

    Args:
        name: Its address without ``.html``.
        shown: Makes what the template is given, as plain data: by a digest of it every build that
            writes anything knows whether the page is due, and keeps nothing else of it.
        leads_to: The page that is now at this address, where this is an old one.
    """

    name: str
    template: str
    shown: Callable[[], dict[str, Any]]
    leads_to: str = ""

    @classmethod
    def of(cls, name: str, template: str, **shown: object) -> "GeneratedPage":
        """Return a page that shows what is at hand already."""
        return cls(name, template, lambda: shown)


Item = TypeVar("Item")

MOST = 40
"""About how many items stand on the first page of a list."""


@dataclass(frozen=True)
class ByYear(Generic[Item]):
    """A list, newest first, by years; `newest` is what stands on the first page.

    The years that are `apart` do not stand there, or not in full.
    """

    newest: Sequence[Item]
    years: dict[int, list[Item]]
    apart: tuple[int, ...]


def by_year(items: Sequence[Item], year_of: Callable[[Item], int]) -> ByYear[Item]:
    """Part a list, newest first, by years.

    The first page has the newest years in full, as long as they are about `MOST` items; of a newest
    year that is longer by itself it has the newest items.
    """
    years = parted(items, year_of)
    newest: list[Item] = []
    apart: list[int] = []
    for year, listed in years.items():
        if not apart and len(newest) + len(listed) <= MOST:
            newest += listed
        else:
            apart.append(year)
    return ByYear(newest or items[:MOST], years, tuple(apart))


def parted(items: Iterable[Item], year_of: Callable[[Item], int]) -> dict[int, list[Item]]:
    """Return items by years, both in the order in which they come."""
    years: dict[int, list[Item]] = {}
    for item in items:
        years.setdefault(year_of(item), []).append(item)
    return years


def ways_to(page: str, years: Mapping[int, Sequence[object]]) -> list[tuple[int, str, int]]:
    """Return the years of what is parted, each with its page and how much is on it."""
    return [(year, part_page(page, year), len(items)) for year, items in years.items()]
