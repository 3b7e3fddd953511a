"""The documents, an issue and a year's volume; no commit changes the bytes of an untouched one."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..citations.citation import KindOfWords, Words, cite_issue, format_citation
from ..maps import LocatorMap
from ..markup.dates import format_date
from ..markup.printing import Code
from ..markup.quotes import smart_quotes
from ..model.archive import PAGE_SUFFIX
from ..model.letters import missing_letters
from ..model.publication import ISSUES_FOLDER, Publication
from ..model.records import IssueRecord
from ..model.registry import FOUND_BY_NAME, Registry, entry_page
from ..words import _
from .metadata import Metadata
from .quoting import address, call, joined, program, string
from .translator import Article
from .writer import about_language


@dataclass(frozen=True)
class Imprint:
    """What all documents of a publication have in common; `map_of` draws the map of an issue."""

    publication: Publication
    registry: Registry
    paper: str
    map_of: Callable[[IssueRecord], LocatorMap | None]

    def address_of(self, docname: str) -> str:
        """Return the permanent address of a page."""
        return self.publication.address_of(f"{docname}.html")

    def authors(self, issue: IssueRecord) -> list[str]:
        """Return the names of an issue's authors."""
        return [self.printed(self.registry.person(each).name) for each in issue.head.authors]

    def topics(self, issue: IssueRecord) -> list[str]:
        """Return the names of an issue's topics."""
        return [self.printed(self.registry.topic(topic).name) for topic in issue.head.topics]

    def printed(self, text: str) -> str:
        """Return a text of `_data/` as it is printed on a page."""
        return smart_quotes(text, self.publication.language)


def stored_name(issue: IssueRecord) -> str:
    """Return the name under which the compiler finds an issue's source."""
    return f"{issue.id}{PAGE_SUFFIX}"


def issue_document(issue: IssueRecord, article: Article, imprint: Imprint) -> bytes:
    """Return the source of an issue's PDF."""
    return program(
        "issue.typ", [call("issue", _about_issue(issue, article, imprint), article.body)]
    )


def metadata_of(
    docname: str, issues: Sequence[IssueRecord], imprint: Imprint, *, with_outline: bool
) -> Metadata:
    """Return what the PDF beside a page says of itself."""
    publication = imprint.publication
    licence = publication.licence
    url = str(licence.url) if licence and licence.url else ""
    return Metadata(
        authors=_authors_of_all(issues, imprint),
        published=max(issue.head.date for issue in issues),
        modified=max(issue.head.modified for issue in issues),
        identifier=imprint.address_of(docname),
        publication=publication.name,
        publisher=publication.publisher.name,
        rights=", ".join(filter(None, [licence.name, url])) if licence else "",
        licence_url=url,
        with_outline=with_outline,
    )


def _authors_of_all(issues: Sequence[IssueRecord], imprint: Imprint) -> tuple[str, ...]:
    """Return the authors of all issues, each once, in the order in which they come."""
    return tuple(dict.fromkeys(name for issue in issues for name in imprint.authors(issue)))


def volume_document(
    year: int, issues: Sequence[tuple[IssueRecord, Article]], imprint: Imprint
) -> bytes:
    """Return the source of a year's volume; its issues come oldest first."""
    publication = imprint.publication
    authors = _authors_of_all([issue for issue, _ in issues], imprint)
    topics = dict.fromkeys(name for issue, _ in issues for name in imprint.topics(issue))
    first, last = issues[0][0].head, issues[-1][0].head
    count = _("%s issues") % len(issues) if len(issues) > 1 else _("One issue")
    until = " " + _("to %s") % format_date(last.date) if len(issues) > 1 else ""
    about = {
        **_about_publication(imprint),
        **about_language(publication.language),
        "title": f"{publication.name}, {year}",
        "year": str(year),
        "description": _("All issues of %s") % year
        + f": {publication.tagline or publication.name}",
        "document-authors": authors,
        "keywords": sorted(topics),
        "modified": _date(max(issue.head.modified for issue, _ in issues)),
        "span": f"{count}, {format_date(first.date)}{until}",
        "address": address(imprint.address_of(f"{ISSUES_FOLDER}/{year}")),
        "index": _index([issue for issue, _ in issues], imprint),
    }
    bodies = [
        call("issue-of-volume", _about_issue(issue, article, imprint), article.body)
        for issue, article in issues
    ]
    return program("volume.typ", [call("volume", about, *bodies)])


def _index(issues: Sequence[IssueRecord], imprint: Imprint) -> Iterator[object]:
    """Yield the kinds of an index: each its title, and its entries by name."""
    keys = {mention.key for issue in issues for mention in issue.mentions}
    for kind in FOUND_BY_NAME:
        named = [(imprint.registry.get(key), key) for key in keys if key[0] is kind]
        entries = sorted(
            (imprint.printed(entry.name), key)
            for entry, key in named
            if entry and not any(missing_letters(entry.name))
        )
        if entries:
            listed = sorted(entries, key=lambda each: (each[0].casefold(), each))
            yield _(kind.plural.capitalize()), [(entry_page(key), name) for name, key in listed]


def _about_publication(imprint: Imprint) -> dict[str, object]:
    publication = imprint.publication
    licence, publisher = publication.licence, publication.publisher
    return {
        "paper": imprint.paper,
        "publication": publication.name,
        "tagline": publication.tagline,
        "publisher": publisher.name,
        "issn": publication.issn or None,
        "publisher-url": address(str(publisher.url)) if publisher.url else None,
        "licence": licence.name if licence else None,
        "licence-url": address(str(licence.url)) if licence and licence.url else None,
        # The language of what the templates themselves say.
        "language": "en",
    }


def _about_issue(issue: IssueRecord, article: Article, imprint: Imprint) -> dict[str, object]:
    head = issue.head
    authors = imprint.authors(issue)
    drawn = imprint.map_of(issue)
    citation = cite_issue(issue, imprint.publication, imprint.registry)
    return {
        **_about_publication(imprint),
        **about_language(head.language),
        "name": issue.id,
        "title": head.title,
        # The same as on its page.
        "citation": joined(map(_set_words, format_citation(citation))),
        "description": head.summary,
        "document-authors": authors,
        "keywords": imprint.topics(issue),
        "modified": _date(head.modified),
        "date": format_date(head.date),
        "revised": format_date(head.modified) if head.modified > head.date else None,
        "dateline": article.dateline,
        "address": address(imprint.address_of(issue.docname)),
        "doi": head.doi,
        "file": stored_name(issue),
        "source": address(imprint.publication.address_of(f"{issue.docname}{PAGE_SUFFIX}")),
        "digest": issue.digest,
        "map": drawn and {"drawing": drawn.standalone, "description": drawn.description},
        # Whether its colophon need not be measured: all else in it is short.
        "fits": len(head.title) + sum(map(len, authors)) < 400,
    }


def _date(date: datetime.date) -> dict[str, int]:
    return {"year": date.year, "month": date.month, "day": date.day}


def _set_words(words: Words) -> Code:
    match words.part:
        case KindOfWords.ADDRESS:
            return call("link", address(words.text), words.text)
        case KindOfWords.PUBLICATION:
            return call("emph", words.text)
        case _:
            return string(words.text)
