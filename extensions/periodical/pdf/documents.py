"""The documents, an issue and a year's volume; no commit changes the bytes of an untouched one."""

import datetime
from collections.abc import Iterator, Sequence

from ..citations import Words, cite_issue, format_citation
from ..documents.builder import span_of
from ..domain import PeriodicalDomain
from ..markup.languages import format_date
from ..markup.nodes import Code
from ..model.page import PAGE_SUFFIX
from ..model.publication import ISSUES_FOLDER
from ..model.records import IssueRecord
from ..model.registry import FOUND_BY_NAME, entry_page
from ..model.text import missing_letters
from ..words import _, spoken
from .quoting import call, joined, program, string
from .translator import Article
from .writer import about_language


def stored_name(issue: IssueRecord) -> str:
    """Return the name under which the compiler finds an issue's source."""
    return f"{issue.id}{PAGE_SUFFIX}"


def issue_document(issue: IssueRecord, article: Article, domain: PeriodicalDomain) -> bytes:
    """Return the source of an issue's PDF."""
    about = _about_issue(issue, article, domain)
    return program("issue.typ", [call("issue", about, article.body)])


def volume_document(
    year: int, issues: Sequence[tuple[IssueRecord, Article]], domain: PeriodicalDomain
) -> bytes:
    """Return the source of a year's volume; its issues come oldest first."""
    publication, records = domain.publication, [issue for issue, _ in issues]
    about = {
        **_about_document(domain, *records),
        **about_language(publication.language),
        "title": f"{publication.name}, {year}",
        "year": str(year),
        "description": _("All issues of %s") % year
        + f": {publication.tagline or publication.name}",
        "keywords": sorted(domain.topics_of(*records)),
        "span": span_of(records),
        "address": publication.address_of(f"{ISSUES_FOLDER}/{year}.html"),
        "index": _index(records, domain),
    }
    bodies = [
        call("issue-of-volume", _about_issue(issue, article, domain), article.body)
        for issue, article in issues
    ]
    return program("volume.typ", [call("volume", about, *bodies)])


def _index(issues: Sequence[IssueRecord], domain: PeriodicalDomain) -> Iterator[object]:
    """Yield the kinds of an index: each its title, and its entries by name."""
    keys = {mention.key for issue in issues for mention in issue.mentions}
    for kind in FOUND_BY_NAME:
        named = [(domain.registry.entries.get(key), key) for key in keys if key[0] is kind]
        entries = sorted(
            (domain.printed(entry.name), key)
            for entry, key in named
            if entry and not any(missing_letters(entry.name))
        )
        if entries:
            listed = sorted(entries, key=lambda each: (each[0].casefold(), each))
            yield _(kind.plural.capitalize()), [(entry_page(key), name) for name, key in listed]


def _about_document(domain: PeriodicalDomain, *issues: IssueRecord) -> dict[str, object]:
    shown = {"name", "tagline", "issn", "publisher", "licence", "paper"}
    return {
        "publication": domain.publication.model_dump(mode="json", include=shown),
        # The language of what the templates themselves say.
        "language": spoken(),
        "document-authors": domain.authors_of(*issues),
        "modified": _date(max(issue.head.modified for issue in issues)),
    }


def _about_issue(
    issue: IssueRecord, article: Article, domain: PeriodicalDomain
) -> dict[str, object]:
    head, publication = issue.head, domain.publication
    # Without those names for which the faces lack a letter.
    places = [
        each for each in domain.concordance.places_of(issue) if not any(missing_letters(each.name))
    ]
    drawn = domain.map_of(places, prefix="places_map")
    citation = cite_issue(issue, publication, domain.registry)
    authors = domain.authors_of(issue)
    return {
        **_about_document(domain, issue),
        **about_language(head.language),
        "name": issue.id,
        "title": head.title,
        # The same as on its page.
        "citation": joined(map(_set_words, format_citation(citation))),
        "description": head.summary,
        "keywords": domain.topics_of(issue),
        "date": format_date(head.date),
        "revised": format_date(head.modified) if head.modified > head.date else None,
        "dateline": article.dateline,
        "address": citation.address,
        "doi": head.doi,
        "file": stored_name(issue),
        "source": publication.address_of(f"{issue.docname}{PAGE_SUFFIX}"),
        "digest": issue.digest,
        "map": drawn and {"drawing": drawn.standalone, "description": drawn.description},
        # Whether its colophon need not be measured: all else in it is short.
        "fits": len(head.title) + sum(map(len, authors)) < 400,
    }


def _date(date: datetime.date) -> dict[str, int]:
    return {"year": date.year, "month": date.month, "day": date.day}


def _set_words(words: Words) -> Code:
    match words.part:
        case "address":
            return call("to", words.text)
        case "publication":
            return call("emph", words.text)
        case _:
            return string(words.text)
