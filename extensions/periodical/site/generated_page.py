"""A page made from records: what it shows, known before it is written.

Long lists are parted by years: no page but an index grows with the archive.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
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
    years = _parted(items, year_of)
    newest: list[Item] = []
    apart: list[int] = []
    for year, listed in years.items():
        if not apart and len(newest) + len(listed) <= MOST:
            newest += listed
        else:
            apart.append(year)
    return ByYear(newest or items[:MOST], years, tuple(apart))


def _parted(items: Iterable[Item], year_of: Callable[[Item], int]) -> dict[int, list[Item]]:
    years: dict[int, list[Item]] = {}
    for item in items:
        years.setdefault(year_of(item), []).append(item)
    return years


def yearly_pages(
    page: str,
    templates: tuple[str, str],
    items: Iterable[Item],
    year_of: Callable[[Item], int],
    about: Callable[[int], dict[str, Any]],
) -> Iterator[GeneratedPage]:
    """Yield the page of a list, with the items of its newest year and all `years`; and one a year.

    Args:
        templates: That of the whole, and that of a year.
        items: The newest first.
        about: Returns what else is shown of a year, or of the whole (0).
    """
    parts = _parted(items, year_of)
    years = [(year, part_page(page, year), len(some)) for year, some in parts.items()]

    def shown(year: int) -> dict[str, Any]:
        of = year or next(iter(parts), 0)
        listed = {"items": parts.get(of, []), "year": of, "years": [] if year else years}
        return listed | about(year)

    yield GeneratedPage(page, templates[0], partial(shown, 0))
    for year, name, _count in years:
        yield GeneratedPage(name, templates[1], partial(shown, year))
