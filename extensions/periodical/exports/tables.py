"""The table of the data: `tables.toml`, which declares the files and the fields of their rows.

Rows are of entries, and of parts of issues, from the domain's records. What can be asked of one
beside its own attributes is a table here, `VALUES`, whose keys `tables.toml` names. Of each kind of
row a model is made, from which both schemas of a file come (`files`). What a directive keeps is
declared with the directive, and a file here like the others.
"""

import datetime
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model
from sphinx.builders import Builder

from ..domain import PeriodicalDomain, page_address, periodical_domain, picture_path
from ..markup.directives import DIRECTIVES
from ..model.issue import RevisionKind
from ..model.publication import Kind
from ..model.records import IssueRecord, Kept, ReferenceRecord
from ..model.registry import EntryKind, entry_page

Json = dict[str, Any]

FOLDER = "data"
"""Where the files lie in the site."""

_TYPES: Mapping[str, Any] = {
    "text": str,
    "integer": int,
    "number": float,
    "date": datetime.date,
    # On this site: absolute, where `html_baseurl` is given.
    "address": Annotated[str, Field(json_schema_extra={"format": "uri-reference"})],
    **{each.__name__: each for each in (EntryKind, Kind, RevisionKind)},
}


class _Item(NamedTuple):
    """What a row is of: something in an issue or at its head, or an entry.

    Args:
        builder: It knows the records, and the addresses of pages.
        it: What was recorded: a story, a mention, the front matter, an entry.
        of: The issue, or the kind of the entry.
        number: Its place among others of its kind in the issue, from 1.
    """

    builder: Builder
    it: Any
    of: Any
    number: int = 1

    @property
    def domain(self) -> PeriodicalDomain:
        return periodical_domain(self.builder.env)


class _Resolved(NamedTuple):
    """A reference that leads somewhere: where it stands, and to what it leads, as ids."""

    story: str
    target: str
    target_issue: str
    target_story: str | None


def _items_of(table: str | type[Kept], builder: Builder) -> Iterator[_Item]:
    """Yield what the rows of a table are of: entries by id, or parts of issues, oldest first."""
    domain = periodical_domain(builder.env)
    kind = next((each for each in EntryKind if each.plural == table), None)
    if kind:
        for key in sorted({*domain.registry.entries, *domain.concordance.entries}):
            if key[0] is kind:
                yield _Item(builder, domain.concordance.entry(key), kind)
        return
    for issue in domain.concordance.issues:
        for number, it in enumerate(_parts(table, issue, domain), start=1):
            yield _Item(builder, it, issue, number)


def _parts(table: str | type[Kept], issue: IssueRecord, domain: PeriodicalDomain) -> Iterable[Any]:
    """Return the records of an issue, in the order of its page."""
    if not isinstance(table, str):
        return issue.kept_as(table)
    if table == "issues":
        return [issue.head]
    if table == "references":
        found = (_resolved(reference, domain) for reference in issue.references)
        # A date and an id can mean the same issue.
        return dict.fromkeys(filter(None, found))
    records: Iterable[Any] = getattr(issue, table)
    return records


def _resolved(reference: ReferenceRecord, domain: PeriodicalDomain) -> _Resolved | None:
    issue, story = domain.concordance.target_of(reference) or (None, None)
    if issue is None or (reference.anchor and reference.anchor not in issue.anchors):
        return None
    target_story = _id(issue, story.anchor) if story else None
    return _Resolved(reference.story, _id(issue, reference.anchor), issue.id, target_story)


def _id(issue: IssueRecord, anchor: str) -> str:
    return f"{issue.id}#{anchor}" if anchor else issue.id


def _anchor(item: _Item) -> str:
    """Return the address of something in its issue; of the issue, nothing."""
    return str(getattr(item.it, "anchor", ""))


def _heading(item: _Item) -> str:
    """Return the id of the story, section or issue in which something stands."""
    return _id(item.of, getattr(item.it, "story", "") or _anchor(item))


def _story(item: _Item) -> str | None:
    heading = _heading(item)
    return heading if heading.partition("#")[2] in item.of.stories_by_anchor else None


def _page(item: _Item) -> str | None:
    key = (item.of, item.it.id)
    has_page = key in item.domain.concordance.entries
    return page_address(item.builder, entry_page(key)) if has_page else None


def _person(item: _Item) -> str | None:
    found = item.domain.registry.find(EntryKind.PERSON, item.it.name)
    return found.id if found else None


def _documents(item: _Item) -> list[str]:
    kinds = item.builder.config.periodical_documents
    return [item.domain.publication.address_of(f"{item.of.docname}.{each}") for each in kinds]


def _once(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


VALUES: Mapping[str, Callable[[_Item], Any]] = {
    # Of something in an issue: its permanent id, and where it stands.
    "id": lambda item: _id(item.of, _anchor(item)),
    "address": lambda item: page_address(item.builder, item.of.docname, _anchor(item)),
    "heading": _heading,
    "story": _story,
    # Of an issue.
    "ids_of_authors": lambda item: _once(
        item.domain.registry.person(author).id for author in item.it.authors
    ),
    "topics": lambda item: _once(item.it.topics),
    "documents": _documents,
    "picture": lambda item: item.it.lead_image if item.of.picture else None,
    "address_of_picture": lambda item: item.domain.publication.address_of(
        picture_path(item.builder, item.of.picture)
    ),
    # Of a story, a guest whom the registry knows, and a mention.
    "places": lambda item: _once(item.it.places),
    "person": _person,
    "kind": lambda item: item.it.key[0],
    "entry": lambda item: item.it.key[1],
    "role": lambda item: item.domain.concordance.role_of(item.it, item.of),
    # Of an entry: its page, where there is one; degrees north and east; the stories of a thread.
    "page": _page,
    "latitude": lambda item: (item.it.coordinates or (None, None))[0],
    "longitude": lambda item: (item.it.coordinates or (None, None))[1],
    "parts": lambda item: [
        _id(part.issue, part.it.anchor)
        for part in item.domain.concordance.threads.get((item.of, item.it.id), ())
    ],
}
"""What the table can ask of an item, by the names that it uses."""


class _Exact(BaseModel):
    """All fields of a row are there, in their order, and no other."""

    model_config = ConfigDict(extra="forbid")


class _Row(NamedTuple):
    """What a row holds: a model of its fields; what gives the value of each, and its row if any."""

    model: type[BaseModel]
    values: "Mapping[str, tuple[Callable[[_Item], Any], _Row | None]]"

    def of(self, item: _Item) -> Json:
        """Return the row of something; what is empty is not known."""
        made = {}
        for name, (get, row) in self.values.items():
            found = get(item)
            if row and isinstance(found, Sequence):
                found = [row.of(item._replace(it=each)) for each in found]
            elif row and found is not None:
                found = row.of(item._replace(it=found))
            made[name] = None if found == "" else found
        return made


@dataclass(frozen=True)
class Table:
    """A file of rows.

    Args:
        name: Its name, without an ending.
        foreign_keys: Fields that hold what another file has: the file and the field there, as in
            ``issues.id``.
        format: ``json`` (an array of objects, one a line) or ``csv`` (RFC 4180, with a header).
        record: What a directive keeps, if the rows are of that.
    """

    name: str
    title: str
    description: str
    row: _Row
    primary_key: tuple[str, ...] = ("id",)
    foreign_keys: Mapping[str, str] = field(default_factory=dict)
    format: str = "json"
    record: type[Kept] | None = None

    @property
    def path(self) -> str:
        """The path of the file in its folder."""
        return f"{self.name}.{self.format}"

    @property
    def schema_path(self) -> str:
        """The path of its JSON Schema in its folder."""
        return f"schemas/{self.name}.schema.json"

    def rows(self, builder: Builder) -> Iterator[Json]:
        """Yield the rows, never all at once."""
        return map(self.row.of, _items_of(self.record or self.name, builder))


@cache
def tables() -> tuple[Table, ...]:
    """Return all files, in their order."""
    declared = tomllib.loads(Path(__file__).with_name("tables.toml").read_text("utf-8"))
    rows: dict[str, _Row] = {}
    for name, said in declared["rows"].items():
        rows[name] = _row(name, said, rows)
    made = [
        Table(**{**said, "name": name, "row": rows[said["row"]]})
        for name, said in declared["tables"].items()
    ]
    after = next(n for n, table in enumerate(made, start=1) if table.name == "stories")
    return (*made[:after], *_tables_of_directives(rows), *made[after:])


def _row(name: str, said: Json, rows: Mapping[str, _Row]) -> _Row:
    base = rows.get(said.get("like", ""), _Row(_Exact, {}))
    fields: dict[str, Any] = {}
    values = dict(base.values)
    for each, (written, meaning, *path) in said["fields"].items():
        word, is_list = written.strip("[]?"), written.startswith("[")
        kind = rows[word].model if word in rows else _TYPES[word]
        kind = list[kind] if is_list else kind  # type: ignore[valid-type]
        kind = kind | None if written.endswith("?") else kind
        fields[each] = Annotated[kind, Field(description=meaning)], ...
        (where,) = path or (f"it.{each}",)
        values[each] = VALUES.get(where, attrgetter(where)), rows.get(word)
    model = create_model(name, __base__=base.model, __doc__=said["about"], **fields)
    return _Row(model, values)


def _tables_of_directives(rows: Mapping[str, _Row]) -> Iterator[Table]:
    """Yield the files of what directives keep, each with its fields after those of all."""
    declared = [kind.data for kind in DIRECTIVES.values() if kind.data]
    for data in sorted(declared, key=lambda each: each.name):
        base = rows["PartOfStory" if data.in_stories else "Part"]
        hints = get_type_hints(data.record, include_extras=True)
        own = {name: hint for name, hint in hints.items() if name not in ("anchor", "story")}
        fields: Any = {name: (hint, ...) for name, hint in own.items()}
        name, about = data.record.__name__.removesuffix("Record"), data.record.__doc__ or ""
        about = about.partition("\n\n")[0]
        model = create_model(name, __base__=base.model, __doc__=about, **fields)
        row = _Row(
            model, {**base.values, **{each: (attrgetter(f"it.{each}"), None) for each in own}}
        )
        keys = {"issue": "issues.id", "story": "stories.id"}
        keys = {name: to for name, to in keys.items() if name in base.values}
        yield Table(
            data.name, data.title, data.description, row, foreign_keys=keys, record=data.record
        )
