"""The index of the search: which records have which words, in files that a browser asks for.

An inverted index. Words stand in their order, and in one piece are all forms of a word: a query
needs a piece for each word, and one more for what begins like the last. In a row are the forms of a
word that the texts have; and, as gaps between their numbers, the records in which it is, each with
how much it says of it. Stories are numbered in the order of time, and behind them entries, by how
many issues name them.

Each file in `search/` is a script that hands over data, and so can be loaded from a disk as well as
from a host. What they are called and hold is kept beside the doctrees, and put together again only
when a page or the registry has changed.
"""

import hashlib
import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import islice
from os.path import commonprefix
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder

from ..domain import PeriodicalDomain, periodical_domain
from ..ledger.outputs import Output, code_of, settings
from ..markup.languages import format_date
from ..model.files import fingerprint, kept
from ..model.records import IssueRecord
from ..model.registry import EntryKey, EntryKind, Place, entry_page
from ..words import _
from .folding import RULES, fold, letters
from .reading import FOLDER, HEADLINE, NAMED, ONCE, Record, kept_records, keys_of_name

SIZE_OF_PIECE = 6_000
"""How long a piece may be, in bytes; a row that is longer has one of its own."""

SHARED = 3
"""How many first letters all forms in a row share, at least."""

EVERYWHERE, FEW = 0.4, 50
"""In how great a part of all records a word is that says nothing beside others; and the number of
records up to which every word counts."""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
"""Five bits each; those of the second half are followed by more."""

FACET = "_"
"""How the name of what records are filtered by begins; no word does."""

PAIR = "_p_"
"""How the name of a pair of words begins, by which the stories are found that may have a phrase."""

TEXTS_TOGETHER, ENTRIES_TOGETHER = 2, 12
"""How many records, and how many entries, are shown from one file."""

MOST_SLIPS, MOST_PEOPLE = 500, 400
"""How many words are listed from which one that is not found may be a slip, and how many people by
whom stories can be filtered; others can be typed."""


class SearchFiles:
    """The files of one build: an index under construction, and what is shown of its records."""

    def __init__(self, domain: PeriodicalDomain) -> None:
        self._concordance, self._env = domain.concordance, domain.env
        self._named_by = cache(self._levels_of)
        # How many records there are, the stories first; the words in them, the forms of each and
        # their numbers, times four, and how much the word says, ascending; the pairs.
        self._size = 0
        self._rows: dict[str, tuple[set[str], array[int]]] = {}
        self._of_keys: dict[str, array[int]] = {}
        self._pairs: dict[int, array[int]] = defaultdict(lambda: array("I"))
        # What the values of each filter are called; countries are those of places, organizations.
        self._values: dict[str, dict[str, str]] = defaultdict(dict)
        entries = self._concordance.registry.entries.values()
        self._countries = {getattr(each, "country", None) for each in entries}

    @cached_property
    def all(self) -> dict[str, bytes]:
        """All files, by path: scripts that hand over data under their names."""
        counted = list[str]()
        files = dict(_cut("t", self._texts(counted), TEXTS_TOGETHER))
        least = max(self._size * EVERYWHERE, FEW)
        entries = self._concordance.entries
        keys = sorted(entries, key=lambda key: (-len(entries[key]), key))
        files |= _cut("e", map(self._entry, keys), ENTRIES_TOGETHER)
        pieces, slips = self._pieces(), self._slips(keys)
        parts = {f"w/{number}": "|".join(rows) for number, rows in enumerate(pieces.values())}
        for name, words in slips.items():
            parts[f"n/{name}"] = " ".join([*words.values()][:MOST_SLIPS])
        people = [key for key in keys if key[0] is EntryKind.PERSON][:MOST_PEOPLE]
        named = [(key[1], self._concordance.entry(key).name) for key in people]
        files |= [*map(_script, parts, parts.values()), _script("people", named)]
        frequent = (forms for forms, numbers in self._rows.values() if len(numbers) > least)
        common = (form for forms in frequent for form in forms if not form.startswith(FACET))
        digests = [hashlib.sha256(each).digest() for each in files.values()]
        core = {
            # Pieces of one index only go together: their addresses bear its name.
            "mark": fingerprint(digests)[:12],
            "letters": letters(),
            "rules": [(pattern, form.replace("\\", "$")) for pattern, form in RULES],
            "starts": " ".join(pieces),
            "common": " ".join(sorted(common)),
            "slips": " ".join(slips),
            # Of each, the days since the one before, and how many records it has.
            "issues": " ".join(counted),
            # A day of each month in words; browsers know those of some languages only.
            "dates": [format_date(f"2001-{month:02}-22") for month in range(1, 13)],
            "together": {"t": TEXTS_TOGETHER, "e": ENTRIES_TOGETHER},
            "values": {name: sorted(each.items()) for name, each in self._values.items()},
        }
        return files | dict([_script("index", core)])

    def _texts(self, counted: list[str]) -> Iterator[list[Any]]:
        """Yield what is shown of all records, and count them by issues."""
        before = 0
        for issue in self._concordance.issues:
            records, day = kept_records(issue.docname, self._env), issue.head.date.toordinal()
            yield from (self._text(issue, record) for record in records)
            counted.append(f"{day - before},{len(records)}")
            before = day

    def _text(self, issue: IssueRecord, record: Record) -> list[Any]:
        """Add a record of an issue to the index, and return what is shown of it."""
        head, registry = issue.head, self._concordance.registry
        levels = record.levels | self._facet("kind", record.kind, _(record.kind).capitalize())
        levels |= self._facet("section", record.section) if record.section else {}
        for topic in head.topics:
            levels |= self._facet("topic", topic, registry.topic(topic).name)
        named = [each.key for each in issue.mentions if each.anchor == record.anchor]
        if not record.anchor:
            named += [(EntryKind.PERSON, registry.person(each).id) for each in head.authors]
            named += [(EntryKind.TOPIC, topic) for topic in head.topics]
        for key in named:
            for word, level in self._named_by(key).items():
                levels[word] = max(level, levels.get(word, 0))
        self._add(levels, record.pairs)
        shown = record.anchor, record.title, record.section, record.text
        return [issue.docname, head.title, head.language, *shown]

    def _entry(self, key: EntryKey) -> list[Any]:
        """Add an entry to the index, and return what is shown of it."""
        entry, kind = self._concordance.entry(key), key[0].value
        described = entry.description or ""
        levels = dict.fromkeys(keys_of_name(described), ONCE) | self._named_by(key)
        for name in (entry.name, *entry.spellings):
            if len(only := keys_of_name(name)) == 1:
                levels[only[0]] = HEADLINE
        self._add(levels | self._facet("kind", kind, _(kind).capitalize()))
        count = len(self._concordance.entries[key])
        return [entry_page(key), entry.name, _(kind), described, entry.spellings, count]

    def _facet(self, name: str, value: str, label: str = "") -> dict[str, int]:
        """Return by what a record is filtered, as it stands among the words; and note its label."""
        self._values[name].setdefault(value, label or value)
        return {f"{FACET}{name}_{fold(value)}": 0}

    def _levels_of(self, key: EntryKey) -> dict[str, int]:
        """Return the words of all names of an entry, and by what a record is filtered with it."""
        entry = self._concordance.entry(key)
        names = (entry.name, *entry.spellings)
        levels = {word: NAMED for name in names for word in keys_of_name(name)}
        if key[0] is EntryKind.PERSON:
            # Of people there are too many for what every search loads: none is noted.
            levels[f"{FACET}person_{fold(key[1])}"] = 0
        elif isinstance(entry, Place):
            country = entry.country or entry.name
            levels |= self._facet("country", country) if country in self._countries else {}
        return levels

    def _add(self, levels: Mapping[str, int], pairs: Iterable[int] = ()) -> None:
        """Add a record, with words as `Record` has them, and what it is filtered by."""
        for pair in pairs:
            self._pairs[pair].append(self._size)
        first = self._size * 4
        self._size += 1
        for key, level in levels.items():
            if key not in self._of_keys:
                word, _, term = key.partition(" ")
                form = fold(word) if term else word
                name = f"{form[:SHARED]} {term}" if term else word
                forms, self._of_keys[key] = self._rows.setdefault(name, (set(), array("I")))
                forms.add(form)
            numbers = self._of_keys[key]
            if numbers and numbers[-1] >= first:  # another word of the same row
                numbers[-1] = max(numbers[-1], first + level)
            else:
                numbers.append(first + level)

    def _slips(self, keys: Iterable[EntryKey]) -> dict[str, dict[str, str]]:
        """Return the words from which one that is not found may be a slip: names first.

        They are listed by the first letter of their form, and again by the last, after a dash.
        """
        entries = map(self._concordance.entry, keys)
        names = (name for entry in entries for name in (entry.name, *entry.spellings))
        named = (word for name in names for word in name.replace("-", " ").split())
        lists: dict[str, dict[str, str]] = defaultdict(dict)
        frequent = sorted(self._of_keys, key=lambda key: (-len(self._of_keys[key]), key))
        words = (key.partition(" ")[0] for key in frequent if not key.startswith(FACET))
        for word in (*named, *words):
            plain = word.strip("“”‘’\"'.,()")
            form = fold(plain)
            if len(form) > 3 and form.isalpha() and form.isascii():
                for slips in (lists[form[0]], lists[f"-{form[-1]}"]):
                    slips.setdefault(form, plain)
        return lists

    def _pieces(self) -> dict[str, list[str]]:
        """Return the pieces, each a list of rows under letters with which the first begins.

        Rows are in the order of their first forms. A full piece ends before a row that begins
        behind all forms of the rows before it, and its letters tell it from them.
        """
        every = self._rows.values()
        rows = [
            (sorted(filter(None, forms)), _gaps(numbers)) for forms, numbers in every if any(forms)
        ]
        # Of these there is one in every story for each of its words: no room for levels.
        pairs = self._pairs.items()
        rows += [([f"{PAIR}{pair:04x}"], _gaps(numbers, levels=0)) for pair, numbers in pairs]
        pieces: dict[str, list[str]] = {}
        last, room = "", 0
        for forms, postings in sorted(rows):
            shared = len(commonprefix(forms))  # noqa: RUF071 - of letters
            endings = ",".join((forms[0][:shared], *(form[shared:] for form in forms)))
            row = f"{endings} {postings}"
            room -= len(row) + 1
            if room < 0 and forms[0] > last:
                start = forms[0][: len(commonprefix([last, forms[0]])) + 1]  # noqa: RUF071
                piece, room = pieces.setdefault(start, []), SIZE_OF_PIECE - len(row)
            piece.append(row)
            last = max(last, forms[-1])
        return pieces


def _cut(folder: str, listed: Iterable[object], size: int) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a folder, with so many of what is listed in each; no more is held."""
    rest = iter(listed)
    parts = iter(lambda: [*islice(rest, size)], [])
    return (_script(f"{folder}/{number}", part) for number, part in enumerate(parts))


def _gaps(numbers: Sequence[int], *, levels: int = 3) -> str:
    """Write ascending numbers as gaps from the one before, without the bits of its level."""
    written, before = "", 0
    for number in numbers:
        gap = number - before
        before = number & ~levels
        while gap > 31:
            written += DIGITS[32 + (gap & 31)]
            gap >>= 5
        written += DIGITS[gap]
    return written


def _script(name: str, content: object) -> tuple[str, bytes]:
    """Return a file: its path, and a script that hands over data under its name."""
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"{FOLDER}/{name}.js", f"search_part({json.dumps(name)},{data})\n".encode()


def search_files(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield the files, put together anew only if anything has changed that they show."""
    domain, read = periodical_domain(builder.env), sorted(builder.env.all_docs.items())
    mark = fingerprint(code_of(FOLDER), settings(builder.config), domain.registry, read)
    made = cache(lambda: SearchFiles(domain).all)

    def listed() -> dict[str, str]:
        return {path: hashlib.sha256(each).hexdigest() for path, each in made().items()}

    for path, digest in kept(Path(builder.doctreedir, FOLDER, "files.json"), mark, listed).items():
        yield Output(path, digest, lambda path=path: made()[path])  # type: ignore[misc]
