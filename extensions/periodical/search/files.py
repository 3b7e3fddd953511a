"""The files of the search, in `search/`: made again whenever a page or the registry has changed.

Each is a script that hands over data, and so can be loaded from a disk as well as from a host. What
they are called and hold is kept beside the doctrees, and put together again only on a change.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, cached_property, partial
from itertools import accumulate, compress
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder

from ..domain import PeriodicalDomain, periodical_domain
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output, code_of, kept_outputs, settings
from ..model.records import IssueRecord
from ..model.registry import EntryKey, EntryKind, Organization, Place, entry_page
from .folding import RULES, fold, letters
from .index import Index, facet
from .reading import FOLDER, HEADLINE, NAMED, ONCE, Record, kept_records, keys_of_name

SIZE_OF_TEXTS = 3_000
"""How many characters of text stand together in a file; a longer story has one of its own."""

ENTRIES_TOGETHER = 12

SIZE_OF_SLIPS, SIZE_OF_NAMES = 5_000, 18_000
"""How long a list is of the words from which one that is not found may be a slip, and the list of
people by whom stories can be filtered, in bytes."""


class SearchFiles:
    """The files of one build."""

    def __init__(self, domain: PeriodicalDomain) -> None:
        self._concordance, self._env = domain.concordance, domain.env
        self._index = Index()
        self._named_by = cache(self._words_and_facets)
        # What the values of each filter are called.
        self._values: dict[str, dict[str, str]] = defaultdict(dict)

    @cached_property
    def all(self) -> dict[str, bytes]:
        """All files, by path: scripts that hand over data under their names."""
        parts: dict[str, object] = {}
        issues, before = [], 0
        for number, issue in enumerate(self._concordance.issues):
            together = list(_together(kept_records(issue.docname, self._env)))
            day = issue.head.date.toordinal()
            issues.append(",".join(map(str, (day - before, *map(len, together)))))
            before = day
            for piece, records in enumerate(together):
                parts[f"t/{number}-{piece}"] = self._texts(issue, records)
        with_page = self._concordance.entries
        keys = sorted(with_page, key=lambda key: (-len(with_page[key]), key))
        for first in range(0, len(keys), ENTRIES_TOGETHER):
            some = keys[first : first + ENTRIES_TOGETHER]
            parts[f"e/{first // ENTRIES_TOGETHER}"] = [self._entry(key) for key in some]
        pieces = list(self._index.pieces())
        parts |= {f"w/{number}": rows for number, (_, rows) in enumerate(pieces)}
        slips = self._slips(keys)
        parts |= {f"n/{name}": " ".join(found.values()) for name, found in slips.items()}
        parts["people"] = self._people(keys)
        files = {_path(name): _script(name, content) for name, content in parts.items()}
        core = {
            # Pieces of one index only go together: their addresses bear its name.
            "mark": hashlib.sha256(b"".join(files.values())).hexdigest()[:12],
            "letters": letters(),
            "rules": [(pattern, form.replace("\\", "$")) for pattern, form in RULES],
            "starts": " ".join(start for start, _ in pieces),
            "common": " ".join(self._index.common()),
            "slips": " ".join(slips),
            # Of each, the days since the one before, and how many records are in each file.
            "issues": " ".join(issues),
            "together": ENTRIES_TOGETHER,
            "values": {name: sorted(each.items()) for name, each in self._values.items()},
        }
        return files | {_path("index"): _script("index", core)}

    def _texts(self, issue: IssueRecord, records: Iterable[Record]) -> list[Any]:
        """Add records of an issue to the index, and return what is shown of them."""
        head, shown = issue.head, []
        named: dict[str, list[EntryKey]] = defaultdict(list)
        for mention in issue.mentions:
            named[mention.anchor].append(mention.key)
        topics = [(each, self._concordance.registry.topic(each).name) for each in head.topics]
        for record in records:
            levels, facets = dict(record.levels), [self._facet("kind", record.kind)]
            facets += [self._facet("section", record.section)] if record.section else []
            facets += [self._facet("topic", topic, name) for topic, name in topics]
            for entry in named.get(record.anchor, ()):
                words, more = self._named_by(entry)
                levels |= {key: max(levels.get(key, NAMED), NAMED) for key in words}
                facets += more
            self._index.add("stories", levels, facets, record.pairs)
            shown.append([record.anchor, record.title, record.section, record.kind, record.text])
        return [issue.docname, head.title, head.date.isoformat(), head.language, *shown]

    def _entry(self, key: EntryKey) -> list[Any]:
        """Add an entry to the index, and return what is shown of it."""
        entry, (words, facets) = self._concordance.entry(key), self._named_by(key)
        kind, described = key[0].value, entry.description or ""
        levels = dict.fromkeys(keys_of_name(described), ONCE) | dict.fromkeys(words, NAMED)
        for name in (entry.name, *entry.spellings):
            if len(only := keys_of_name(name)) == 1:
                levels[only[0]] = HEADLINE
        self._index.add("entries", levels, [self._facet("kind", kind), *facets])
        count = len(self._concordance.entries[key])
        return [entry_page(key), entry.name, kind, described, entry.spellings, count]

    def _facet(self, name: str, value: str, label: str = "") -> str:
        self._values[name].setdefault(value, label or value[:1].upper() + value[1:])
        return facet(name, value)

    def _words_and_facets(self, key: EntryKey) -> tuple[list[str], list[str]]:
        """Return the words of all names of an entry, and by what a record is filtered with it."""
        entry, facets = self._concordance.entry(key), []
        if key[0] is EntryKind.PERSON:
            facets = [facet("person", key[1])]
        elif isinstance(entry, Place):
            country = entry.country or entry.name
            facets = [self._facet("country", country)] if country in self._countries else []
        names = (entry.name, *entry.spellings)
        return [word for name in names for word in keys_of_name(name)], facets

    @cached_property
    def _countries(self) -> set[str | None]:
        """The countries in which there are places or organizations."""
        entries = self._concordance.registry.entries.values()
        return {each.country for each in entries if isinstance(each, Organization | Place)}

    def _people(self, keys: Iterable[EntryKey]) -> list[tuple[str, str]]:
        """Return the people whom most issues name; others can be typed."""
        keys_of_people = [key for key in keys if key[0] is EntryKind.PERSON]
        named = [(key[1], self._concordance.entry(key).name) for key in keys_of_people]
        sizes = accumulate(len(f"{identifier}{name}".encode()) + 8 for identifier, name in named)
        return list(compress(named, (size < SIZE_OF_NAMES for size in sizes)))

    def _slips(self, keys: Iterable[EntryKey]) -> dict[str, dict[str, str]]:
        """Return the words from which one that is not found may be a slip: names first.

        They are listed by the first letter of their form, and again by the last, after a dash.
        """
        entries = map(self._concordance.entry, keys)
        names = (name for entry in entries for name in (entry.name, *entry.spellings))
        named = (word for name in names for word in name.replace("-", " ").split())
        lists: dict[str, dict[str, str]] = defaultdict(dict)
        sizes: Counter[str] = Counter()
        for word in (*named, *self._index.frequent_words()):
            plain = word.strip("“”‘’\"'.,()")
            form = fold(plain)
            if len(form) > 3 and form.isalpha() and form.isascii():
                for name in (form[0], f"-{form[-1]}"):
                    sizes[name] += len(plain.encode()) + 1 if form not in lists[name] else 0
                    if sizes[name] < SIZE_OF_SLIPS:
                        lists[name].setdefault(form, plain)
        return lists


def _path(name: str) -> str:
    return f"{FOLDER}/{name}.js"


def _script(name: str, content: object) -> bytes:
    """Return a file: a script that hands over data under its name."""
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"search_part({json.dumps(name)},{data})\n".encode()


def _together(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Yield records whose texts stand in one file."""
    some: list[Record] = []
    for record in records:
        if some and sum(len(each.text) for each in (*some, record)) > SIZE_OF_TEXTS:
            yield some
            some = []
        some.append(record)
    if some:
        yield some


def search_files(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield the files, put together anew only if anything has changed that they show."""
    env = builder.env
    frame = (code_of(FOLDER), settings(builder.config), periodical_domain(env).registry)
    mark = fingerprint(*frame, sorted(env.all_docs.items()))
    files = SearchFiles(periodical_domain(env))

    def listed() -> Iterator[Output]:
        for path, made in files.all.items():
            digest = hashlib.sha256(made).hexdigest()
            yield Output(path, digest, partial(files.all.__getitem__, path))

    yield from kept_outputs(builder, FOLDER, mark, listed)
