"""A page made from records: what it shows, known before it is written.

Long lists are parted by years, and no page but an index grows with the archive; indexes by letters.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import accumulate, groupby
from typing import Any, NamedTuple, TypeVar

from pyuca import Collator

from .links import part_page


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


class ByYear(NamedTuple):
    """A list by years: what stands on the first page, and which years do not, or not in full."""

    newest: Sequence[Any]
    years: dict[int, list[Any]]
    apart: tuple[int, ...]


def by_year(items: Sequence[Item], year_of: Callable[[Item], int]) -> ByYear:
    """Part a list, newest first, by years.

    The first page has the newest years in full, as long as they are about `MOST` items; of a newest
    year that is longer by itself it has the newest items.
    """
    years = {year: [*some] for year, some in groupby(items, year_of)}
    sizes = [*accumulate(map(len, years.values()))]
    whole = bisect_right(sizes, MOST)
    newest = items[: sizes[whole - 1] if whole else MOST]
    return ByYear(newest, years, tuple(years)[whole:])


def yearly_pages(
    page: str,
    templates: tuple[str, str],
    titles: tuple[str, str],
    items: Iterable[Item],
    year_of: Callable[[Item], int],
    about: Callable[[int], dict[str, Any]] = lambda year: {},
    /,
    **same: object,
) -> Iterator[GeneratedPage]:
    """Yield the page of a list, with the items of its newest year and all `years`; and one a year.

    Args:
        templates, titles: That of the whole, and that of a year, for which ``%s`` stands.
        items: The newest first.
        about: Returns what else is shown of a year, or of the whole (0); `same` is of all.
    """
    parts = {year: [*some] for year, some in groupby(items, year_of)}
    years = [(year, part_page(page, year), len(some)) for year, some in parts.items()]

    def shown(year: int) -> dict[str, Any]:
        of, title = year or next(iter(parts), 0), titles[1] % year if year else titles[0]
        listed = {"items": parts.get(of, []), "year": of, "years": [] if year else years}
        return {"title": title, **listed, **same, **about(year)}

    yield GeneratedPage(page, templates[0], partial(shown, 0))
    for year, name, _count in years:
        yield GeneratedPage(name, templates[1], partial(shown, year))


@cache
def _collator() -> Collator:
    """Return what orders names by the Unicode Collation Algorithm (UTS #10) with its default table.

    Alphabetical within each script, where *Ә* follows *А* and *Ғ* follows *Г*, and *Ö* stands with
    *O*. The table is read when the first index is due, not at every build.
    """
    return Collator()


def _words(name: str) -> str:
    """Return a name without signs, which would come before all letters: *‘Ali* stands at *A*."""
    kept = (each for each in unicodedata.normalize("NFC", name) if each.isalnum() or each == " ")
    return "".join(each for each in kept if unicodedata.category(each) != "Lm").strip()


def by_letter(items: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Return items ordered by their `name`, under letters; of equal names, the order is kept.

    A letter with a mark stands under that without, if the table orders both alike: *Ö* under *O*
    and *Ё* under *Е*, but *Й* under itself. A name that begins with a number stands under ``#``.
    """
    letters: dict[str, list[Any]] = {}
    order = _collator().sort_key
    for item in sorted(items, key=lambda item: (order(_words(item.name)), item.name)):
        first = _words(item.name)[:1]
        plain = unicodedata.normalize("NFD", first)[:1]
        # A key begins with the primary weight of the first letter.
        letter = plain if order(plain)[:1] == order(first)[:1] else first
        letters.setdefault(letter.upper()[:1] if first.isalpha() else "#", []).append(item)
    return list(letters.items())
