"""A page made from records: what it shows, known before it is written.

Long lists are parted by years, and no page but an index grows with the archive; indexes by letters.
"""

import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import accumulate, groupby
from typing import Any, NamedTuple

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


MOST = 40
"""About how many items stand on the first page of a list."""


class InYears(NamedTuple):
    """A list, newest first: the year of an item, and what makes of some what a template prints."""

    items: Sequence[Any]
    year_of: Callable[[Any], int]
    rows: Callable[[Sequence[Any]], Iterable[object]] = list


def yearly_pages(
    page: str,
    templates: tuple[str, str],
    lists: Mapping[str, InYears],
    about: Callable[[int], dict[str, Any]],
    *,
    every: bool = True,
) -> Iterator[GeneratedPage]:
    """Yield the page of some lists, with all `years` that have a page, and these pages.

    The first page has the newest years of each list in full, as long as they are `MOST` items; of a
    newest year that is longer by itself, the newest. Those years have a page that are not there in
    full. Or each has, where its items have their addresses for good, and the newest is in full.

    Args:
        templates: That of the first page, and that of a year.
        about: Returns what else is shown of a year, or of the whole (0).
    """
    shown_in: dict[int, dict[str, Sequence[Any]]] = defaultdict(dict)
    apart: set[int] = set()
    for name, (items, year_of, _rows) in lists.items():
        parts = {year: [*some] for year, some in groupby(items, year_of)}
        sizes = [*accumulate(map(len, parts.values()))]
        whole = bisect_right(sizes, MOST) or min(every, len(sizes))
        shown_in[0][name] = items[: sizes[whole - 1] if whole else MOST]
        for year, some in parts.items():
            shown_in[year][name] = some
        apart.update([*parts][0 if every else whole :])
    count = {year: sum(map(len, shown_in[year].values())) for year in sorted(apart, reverse=True)}
    years = [(year, part_page(page, year), count[year]) for year in count]

    def shown(year: int) -> dict[str, Any]:
        of = shown_in[year]
        listed = {name: [*lists[name].rows(of.get(name, ()))] for name in lists}
        return {"lists": listed, "year": year, "years": years, **about(year)}

    yield GeneratedPage(page, templates[0], partial(shown, 0))
    for year, name, _count in years:
        yield GeneratedPage(name, templates[1], partial(shown, year))


_collator = cache(Collator)
"""What orders names by the Unicode Collation Algorithm (UTS #10) with its default table.

Alphabetical within each script, where *Ә* follows *А* and *Ғ* follows *Г*, and *Ö* stands with *O*.
The table is read when the first index is due, not at every build.
"""


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
