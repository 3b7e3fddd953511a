"""What happened to the issues in a bag: made, released, corrected, withdrawn.

When a page was made says git's history, when it was released the store, and what was changed since
its front matter. Types of events are those of the vocabulary of the Library of Congress.

Format: PREMIS 3.0, https://www.loc.gov/standards/premis/v3/
"""

from collections.abc import Iterable, Iterator

from lxml import etree
from lxml.builder import ElementMaker

from ..model.archive import PAGE_SUFFIX
from ..model.git import Repository
from ..model.issue import IssueHead
from .manifest import FileRecord, Manifest

_SPACE = "http://www.loc.gov/premis/v3"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_EVENTS = "http://id.loc.gov/vocabulary/preservation/eventType"
_E = ElementMaker(namespace=_SPACE, nsmap={None: _SPACE})


def describe_events(
    pages: Iterable[tuple[str, FileRecord, IssueHead]],
    repository: Repository,
    releases: Iterable[Manifest],
    commit: str,
) -> bytes:
    """Return the events of pages, given with the records of their sources and their front matter.

    Releases are those up to that of the bag, oldest first; the commit is that of the bag.
    """
    objects, events = [], []
    released = list(releases)
    for page, source, head in pages:
        objects.append(_object(page, source))
        found = sorted(_events(page, head, repository, released, commit))
        events += [_event(page, number, *event) for number, event in enumerate(found, start=1)]
    root = _E.premis(*objects, *events, version="3.0")
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def _events(
    page: str, head: IssueHead, repository: Repository, releases: list[Manifest], commit: str
) -> Iterator[tuple[str, str, str]]:
    """Yield what happened to a page: when (ISO 8601), of what type it was, and in words."""
    arguments = ("log", "--follow", "--diff-filter=A", "--format=%cI %H", commit, "--", page)
    if made := (repository.ask(*arguments) or "").split("\n")[-1]:
        moment, _, begun = made.partition(" ")
        yield moment, "creation", f"The page was added in commit {begun}."
    for release in releases:
        names = [f"{page.removesuffix(PAGE_SUFFIX)}.html", *head.redirect_from]
        if any(name in release.files for name in names):
            yield release.date or "", "dissemination", f"Released in {release.tag}."
    for each in head.revisions:
        kind = "deaccession" if each.kind == "withdrawal" else "modification"
        yield each.date.isoformat(), kind, f"{each.kind.capitalize()}: {each.note}"


def _object(page: str, source: FileRecord) -> etree._Element:
    return _E.object(
        {_TYPE: "file"},
        _identifier("object", "path", page),
        _E.objectCharacteristics(
            _E.fixity(_E.messageDigestAlgorithm("SHA-256"), _E.messageDigest(source.sha256)),
            _E.size(str(source.size)),
            _E.format(_E.formatDesignation(_E.formatName("text/markdown"))),
        ),
    )


def _event(page: str, number: int, moment: str, kind: str, detail: str) -> etree._Element:
    return _E.event(
        _identifier("event", "local", f"{page}#{number}"),
        _E.eventType(kind, valueURI=f"{_EVENTS}/{kind[:3]}"),
        _E.eventDateTime(moment),
        _E.eventDetailInformation(_E.eventDetail(detail)),
        _identifier("linkingObject", "path", page),
    )


def _identifier(of: str, kind: str, value: str) -> etree._Element:
    parts = (_E(f"{of}IdentifierType", kind), _E(f"{of}IdentifierValue", value))
    return _E(f"{of}Identifier", *parts)
