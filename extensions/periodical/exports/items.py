"""What rows of data are of: entries, and parts of issues, from the domain's records.

What can be asked of one beside its own attributes is a table; `tables.toml` names its keys.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sphinx.builders import Builder

from ..domain import PeriodicalDomain, page_address, picture_path
from ..model.records import IssueRecord, Kept, ReferenceRecord
from ..model.registry import EntryKind, entry_page


class Site(NamedTuple):
    """What rows are made of: the records, and the builder, which knows the addresses of pages."""

    domain: PeriodicalDomain
    builder: Builder


class DataItem(NamedTuple):
    """What a row is of: something in an issue or at its head, or an entry.

    Args:
        it: What was recorded: a story, a mention, the front matter, an entry.
        of: The issue, or the kind of the entry.
        number: Its place among others of its kind in the issue, from 1.
    """

    site: Site
    it: Any
    of: Any
    number: int = 1


class Resolved(NamedTuple):
    """A reference that leads somewhere: where it stands, and to what it leads, as ids."""

    story: str
    target: str
    target_issue: str
    target_story: str | None


def items_of(table: str | type[Kept], site: Site) -> Iterator[DataItem]:
    """Yield what the rows of a table are of: entries by id, or parts of issues, oldest first."""
    kind = next((each for each in EntryKind if each.plural == table), None)
    if kind:
        registered, concordance = site.domain.registry.of_kind(kind), site.domain.concordance
        named = {identifier for other, identifier in concordance.entries if other is kind}
        for identifier in sorted(named | set(registered)):
            entry = registered.get(identifier) or concordance.entry((kind, identifier))
            yield DataItem(site, entry, kind)
        return
    for issue in site.domain.chronicle.issues:
        for number, it in enumerate(_parts(table, issue, site), start=1):
            yield DataItem(site, it, issue, number)


def _parts(table: str | type[Kept], issue: IssueRecord, site: Site) -> Iterable[Any]:
    """Return the records of an issue, in the order of its page."""
    if not isinstance(table, str):
        return issue.kept_as(table)
    if table == "issues":
        return [issue.head]
    if table == "references":
        found = (_resolved(reference, site) for reference in issue.references)
        # A date and an id can mean the same issue.
        return dict.fromkeys(filter(None, found))
    records: Iterable[Any] = getattr(issue, table)
    return records


def _resolved(reference: ReferenceRecord, site: Site) -> Resolved | None:
    led_to = site.domain.concordance.target_of(reference)
    if led_to is None:
        return None
    issue, story = led_to
    if reference.anchor and reference.anchor not in issue.anchors:
        return None
    target_story = _id(issue, story.anchor) if story else None
    return Resolved(reference.story, _id(issue, reference.anchor), issue.id, target_story)


def _id(issue: IssueRecord, anchor: str) -> str:
    return f"{issue.id}#{anchor}" if anchor else issue.id


def _anchor(item: DataItem) -> str:
    """Return the address of something in its issue; of the issue, nothing."""
    return str(getattr(item.it, "anchor", ""))


def _heading(item: DataItem) -> str:
    """Return the id of the story, section or issue in which something stands."""
    return _id(item.of, getattr(item.it, "story", "") or _anchor(item))


def _story(item: DataItem) -> str | None:
    heading = _heading(item)
    return heading if heading.partition("#")[2] in item.of.stories_by_anchor else None


def _page(item: DataItem) -> str | None:
    key = (item.of, item.it.id)
    has_page = item.site.domain.concordance.has_page(key)
    return page_address(item.site.builder, entry_page(key)) if has_page else None


def _person(item: DataItem) -> str | None:
    found = item.site.domain.registry.find(EntryKind.PERSON, item.it.name)
    return found.id if found else None


def _documents(item: DataItem) -> list[str]:
    kinds = item.site.builder.config.periodical_documents
    return [item.site.domain.publication.address_of(f"{item.of.docname}.{each}") for each in kinds]


def _once(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


VALUES: Mapping[str, Callable[[DataItem], Any]] = {
    # Of something in an issue: its permanent id, and where it stands.
    "id": lambda item: _id(item.of, _anchor(item)),
    "address": lambda item: page_address(item.site.builder, item.of.docname, _anchor(item)),
    "heading": _heading,
    "story": _story,
    # Of an issue.
    "ids_of_authors": lambda item: _once(
        item.site.domain.registry.person(author).id for author in item.it.authors
    ),
    "topics": lambda item: _once(item.it.topics),
    "documents": _documents,
    "picture": lambda item: item.it.lead_image if item.of.picture else None,
    "address_of_picture": lambda item: item.site.domain.publication.address_of(
        picture_path(item.site.builder, item.of.picture)
    ),
    # Of a story, a guest whom the registry knows, and a mention.
    "places": lambda item: _once(item.it.places),
    "person": _person,
    "kind": lambda item: item.it.key[0],
    "entry": lambda item: item.it.key[1],
    "role": lambda item: item.site.domain.concordance.role_of(item.it, item.of),
    # Of an entry: its page, where there is one; degrees north and east; the stories of a thread.
    "page": _page,
    "latitude": lambda item: (item.it.coordinates or (None, None))[0],
    "longitude": lambda item: (item.it.coordinates or (None, None))[1],
    "parts": lambda item: [
        _id(part.issue, part.story.anchor)
        for part in item.site.domain.concordance.threads.get(item.it.id, ())
    ],
}
"""What the table can ask of an item, by the names that it uses."""
