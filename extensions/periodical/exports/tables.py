"""The table of the data: `tables.toml`, which declares the files and the fields of their rows.

Rows are of entries, and of parts of issues, from the domain's records. What can be asked of one
beside its own attributes is a table here, `VALUES`, whose keys `tables.toml` names. What a
directive keeps is declared with the directive, and a file here like the others.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, NamedTuple, get_args, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model
from sphinx.builders import Builder

from ..domain import PeriodicalDomain, periodical_domain
from ..markup.directives import DIRECTIVES
from ..model.files import table_beside
from ..model.issue import RevisionKind
from ..model.publication import Kind
from ..model.records import IssueRecord, Kept
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

    @property
    def anchor(self) -> str:
        """Its address in the issue; of the issue, nothing."""
        return getattr(self.it, "anchor", "")

    @property
    def heading(self) -> str:
        """The address of the story or section in which it stands."""
        return getattr(self.it, "story", "") or self.anchor


class _Resolved(NamedTuple):
    """A reference that leads somewhere: where it stands, and to what it leads, as ids."""

    story: str
    target: str
    target_issue: str
    target_story: str | None


def _references(issue: IssueRecord, domain: PeriodicalDomain) -> Iterator[_Resolved]:
    for each in issue.references:
        target, story = domain.concordance.target_of(each) or (None, None)
        if target and (not each.anchor or each.anchor in target.anchors):
            leads_to = _id(target, each.anchor)
            yield _Resolved(each.story, leads_to, target.id, leads_to if story else None)


def _id(issue: IssueRecord, anchor: str) -> str:
    return f"{issue.id}#{anchor}".removesuffix("#")


VALUES: Mapping[str, Callable[[_Item], Any]] = {
    # Of something in an issue: its permanent id, and where it stands.
    "id": lambda item: _id(item.of, item.anchor),
    "address": lambda item: item.domain.publication.page_address(item.of.docname, item.anchor),
    "heading": lambda item: _id(item.of, item.heading),
    "story": lambda item: (
        _id(item.of, item.heading) if item.heading in item.of.stories_by_anchor else None
    ),
    # Of an issue.
    "ids_of_authors": lambda item: [
        *dict.fromkeys(item.domain.registry.person(author).id for author in item.it.authors)
    ],
    "topics": lambda item: [*dict.fromkeys(item.it.topics)],
    "documents": lambda item: [
        item.domain.publication.address_of(f"{item.of.docname}.{each}")
        for each in item.builder.config.periodical_documents
    ],
    "picture": lambda item: item.it.lead_image if item.of.picture else None,
    "address_of_picture": lambda item: item.domain.publication.address_of(
        f"{item.builder.imagedir}/{item.of.picture}"
    ),
    # Of a story, a guest whom the registry knows, and a mention.
    "places": lambda item: [*dict.fromkeys(item.it.places)],
    "person": lambda item: getattr(
        item.domain.registry.find(EntryKind.PERSON, item.it.name), "id", None
    ),
    "kind": lambda item: item.it.key[0],
    "entry": lambda item: item.it.key[1],
    "role": lambda item: item.domain.concordance.role_of(item.it, item.of),
    # Of an entry: its page, where there is one; degrees north and east; the stories of a thread.
    "page": lambda item: (
        item.domain.publication.page_address(entry_page((item.of, item.it.id)))
        if (item.of, item.it.id) in item.domain.concordance.entries
        else None
    ),
    "latitude": lambda item: (item.it.coordinates or (None, None))[0],
    "longitude": lambda item: (item.it.coordinates or (None, None))[1],
    "parts": lambda item: [
        _id(part.issue, part.it.anchor)
        for part in item.domain.concordance.threads.get((item.of, item.it.id), ())
    ],
}
"""What the table can ask of an item, by the names that it uses."""


class _Row(NamedTuple):
    """What a row holds.

    Args:
        model: Its fields, from which both schemas of a file come.
        fields: Of each its type, what gives its value, and the row that this is, if it is one.
    """

    model: type[BaseModel]
    fields: "Mapping[str, tuple[Any, Callable[[_Item], Any], _Row | None]]"

    def of(self, item: _Item) -> Json:
        """Return the row of something; what is empty is not known."""
        made = {}
        for name, (_, get, row) in self.fields.items():
            found = get(item)
            if row and isinstance(found, Sequence):
                found = [row.of(item._replace(it=each)) for each in found]
            elif row and found is not None:
                found = row.of(item._replace(it=found))
            made[name] = None if found == "" else found
        return made

    def named(self, name: str, about: str, fields: Json) -> "_Row":
        """Return a row that has these fields, too."""
        hints: Json = {each: (hint, ...) for each, (hint, _, _) in fields.items()}
        model = create_model(name, __base__=self.model, __doc__=about, **hints)
        return _Row(model, {**self.fields, **fields})


_EMPTY = _Row(create_model("_Empty", __config__=ConfigDict(extra="forbid")), {})
"""All fields of a row are there, in their order, and no other."""


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

    def items(self, builder: Builder) -> Iterator[_Item]:
        """Yield what its rows are of: entries by id, or parts of issues, oldest first."""
        domain = periodical_domain(builder.env)
        if kind := next((each for each in EntryKind if each.plural == self.name), None):
            for key in sorted({*domain.registry.entries, *domain.concordance.entries}):
                if key[0] is kind:
                    yield _Item(builder, domain.concordance.entry(key), kind)
            return
        for issue in domain.concordance.issues:
            parts: Iterable[Any]
            if self.record:
                parts = issue.kept_as(self.record)
            elif self.name == "issues":
                parts = [issue.head]
            elif self.name == "references":
                # A date and an id can mean the same issue.
                parts = dict.fromkeys(_references(issue, domain))
            else:
                parts = getattr(issue, self.name)
            for number, it in enumerate(parts, start=1):
                yield _Item(builder, it, issue, number)


@cache
def tables() -> tuple[Table, ...]:
    """Return all files, in their order."""
    declared = table_beside(__file__, "tables.toml")
    rows: dict[str, _Row] = {}
    for name, said in declared["rows"].items():
        fields: Json = {}
        for each, (written, meaning, *path) in said["fields"].items():
            word = written.strip("[]?")
            kind: Any = rows[word].model if word in rows else _TYPES[word]
            kind = list[kind] if written.startswith("[") else kind
            kind = kind | None if written.endswith("?") else kind
            (where,) = path or (f"it.{each}",)
            hint = Annotated[kind, Field(description=meaning)]
            fields[each] = hint, VALUES.get(where, attrgetter(where)), rows.get(word)
        rows[name] = rows.get(said.get("like"), _EMPTY).named(name, said["about"], fields)
    made = []
    for name, said in declared["tables"].items():
        made.append(Table(**{**said, "name": name, "row": rows[said["row"]]}))
        if name == "stories":
            made += _tables_of_directives(rows)
    return tuple(made)


def _tables_of_directives(rows: Mapping[str, _Row]) -> Iterator[Table]:
    """Yield the files of what directives keep, each with its fields after those of all."""
    declared = [kind.data for kind in DIRECTIVES.values() if kind.data]
    for data in sorted(declared, key=lambda each: each.name):
        name, about = data.record.__name__.removesuffix("Record"), data.record.__doc__ or ""
        fields = {
            each: (Annotated[kind, Field(description=meaning)], attrgetter(f"it.{each}"), None)
            for each, hint in get_type_hints(data.record, include_extras=True).items()
            if each not in ("anchor", "story")
            for kind, meaning in [get_args(hint)]
        }
        base = rows["PartOfStory" if data.in_stories else "Part"]
        row = base.named(name, about.partition("\n\n")[0], fields)
        keys = {"issue": "issues.id"} | ({"story": "stories.id"} if data.in_stories else {})
        told = data.name, data.title, data.description
        yield Table(*told, row, foreign_keys=keys, record=data.record)
