"""What rows of data are of: parts of issues, and entries, from the domain's records.

Their properties are what the declarations in `tables` name, beside the records' own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import quote

from sphinx.builders import Builder

from ..domain import PeriodicalDomain
from ..model.records import IssueRecord, Kept, ReferenceRecord
from ..model.registry import EntryKind, entry_page


@dataclass(frozen=True)
class Site:
    """What rows are made of: the records, and the builder, which knows the addresses of pages."""

    domain: PeriodicalDomain
    builder: Builder

    @cached_property
    def issues(self) -> tuple[IssueRecord, ...]:
        """All issues, oldest first."""
        return self.domain.chronicle.issues

    def address(self, page: str, anchor: str = "") -> str:
        """Return the address of a page, or of something in it."""
        fragment = f"#{quote(anchor)}" if anchor else ""
        base = self.domain.publication.base_url
        return f"{base}{self.builder.get_target_uri(page)}{fragment}"


class PartOfIssue(NamedTuple):
    """Something in an issue, or what stands at its head.

    Args:
        it: What was recorded: a story, a mention, the front matter.
        number: Its place among others of its kind in the issue, from 1.
    """

    site: Site
    issue: IssueRecord
    it: Any
    number: int = 1

    @property
    def id(self) -> str:
        """The id of what has an address in the issue; else that of the issue."""
        return _id(self.issue, getattr(self.it, "anchor", ""))

    @property
    def address(self) -> str:
        """Its address, or that of the issue."""
        return self.site.address(self.issue.docname, getattr(self.it, "anchor", ""))

    @property
    def _scope(self) -> str:
        """The address of the story or section in which it stands."""
        return getattr(self.it, "story", "") or getattr(self.it, "anchor", "")

    @property
    def heading(self) -> str:
        """The id of the story, section or issue in which it stands."""
        return _id(self.issue, self._scope)

    @property
    def story(self) -> str | None:
        """The id of the story in which it stands, if it is one."""
        return self.heading if self._scope in self.issue.stories_by_anchor else None


OF_PARTS: Mapping[str, Callable[[PartOfIssue], Any]] = {
    # Of an issue.
    "ids_of_authors": lambda part: _once(
        part.site.domain.registry.person(author).id for author in part.issue.head.authors
    ),
    "topics": lambda part: _once(part.issue.head.topics),
    "sections": lambda part: [part._replace(it=each) for each in part.issue.sections],
    # Its PDF and its EPUB, if they are made with the site.
    "documents": lambda part: [
        part.site.domain.publication.address_of(f"{part.issue.docname}.{kind}")
        for kind in part.site.builder.config.periodical_documents
    ],
    "picture": lambda part: part if part.issue.picture and part.issue.head.lead_image else None,
    "address_of_picture": lambda part: part.site.domain.publication.address_of(
        f"{part.site.builder.imagedir}/{part.issue.picture}"
    ),
    # Of a story, an episode, a guest whom the registry knows, and a mention.
    "places": lambda part: _once(part.it.places),
    "guests": lambda part: [part._replace(it=each) for each in part.it.guests],
    "person": lambda part: (
        found.id
        if (found := part.site.domain.registry.find(EntryKind.PERSON, part.it.name))
        else None
    ),
    "kind": lambda part: part.it.key[0],
    "entry": lambda part: part.it.key[1],
    "role": lambda part: part.site.domain.concordance.role_of(part.it, part.issue),
}
"""What the table can ask of a part beside its attributes."""


def _once(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


class Named(NamedTuple):
    """Someone or something that has a name, in the registry or on the page alone."""

    site: Site
    kind: EntryKind
    entry: Any

    @property
    def address(self) -> str | None:
        """The address of the page, where there is one."""
        key = (self.kind, self.entry.id)
        has_page = self.site.domain.concordance.has_page(key)
        return self.site.address(entry_page(key)) if has_page else None

    @property
    def latitude(self) -> float | None:
        """Degrees north of the equator."""
        return self.entry.coordinates[0] if self.entry.coordinates else None

    @property
    def longitude(self) -> float | None:
        """Degrees east of Greenwich."""
        return self.entry.coordinates[1] if self.entry.coordinates else None

    @property
    def parts(self) -> list[str]:
        """The ids of the stories of a thread, in the order of the events."""
        found = self.site.domain.concordance.threads.get(self.entry.id, ())
        return [_id(part.issue, part.story.anchor) for part in found]


class Resolved(NamedTuple):
    """A reference that leads somewhere: where it stands, and to what it leads, as ids."""

    story: str
    target: str
    target_issue: str
    target_story: str | None


def items_of(table: str | type[Kept], site: Site) -> Iterator[PartOfIssue | Named]:
    """Yield what the rows of a table are of: entries by id, or parts of issues, oldest first."""
    for kind in EntryKind:
        if kind.plural == table:
            yield from _entries(site, kind)
            return
    for issue in site.issues:
        for number, it in enumerate(_parts(table, issue, site), start=1):
            yield PartOfIssue(site, issue, it, number)


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


def _entries(site: Site, kind: EntryKind) -> Iterator[Named]:
    """Yield the entries of a kind: the registry's, and what issues name without it."""
    registered = site.domain.registry.of_kind(kind)
    named = {identifier for other, identifier in site.domain.concordance.entries if other is kind}
    for identifier in sorted(named | set(registered)):
        entry = registered.get(identifier) or site.domain.concordance.entry((kind, identifier))
        yield Named(site, kind, entry)


def _id(issue: IssueRecord, anchor: str) -> str:
    return f"{issue.id}#{anchor}" if anchor else issue.id
