"""What DataCite registers a DOI with: DataCite Metadata Schema 4.5, in its form as JSON."""

from collections.abc import Iterable
from typing import Any

from ..model.publication import Publication
from ..model.records import IssueRecord
from ..model.registry import Person

SCHEMES = {
    "orcid": ("ORCID", "https://orcid.org/"),
    "isni": ("ISNI", "https://isni.org/isni/"),
    "wikidata": ("Wikidata", "https://www.wikidata.org/wiki/"),
}
"""By the key of the registry: a scheme of identifiers, and how its addresses begin."""


def datacite(
    *,
    issue: IssueRecord,
    publication: Publication,
    address: str,
    doi: str,
    authors: Iterable[tuple[Person, str]],
    topics: Iterable[str],
) -> dict[str, Any]:
    """Return the record of an issue, with its authors and their names, and the names of topics."""
    head, licence = issue.head, publication.licence
    issued = {"date": head.date.isoformat(), "dateType": "Issued"}
    updated = {"date": head.modified.isoformat(), "dateType": "Updated"}
    made: dict[str, Any] = {
        "doi": doi,
        "url": address,
        "types": {"resourceTypeGeneral": "Text", "resourceType": "Issue of a newsletter"},
        "creators": [_creator(person, name) for person, name in authors],
        "titles": [{"title": head.title, "lang": head.language}],
        "publisher": {"name": publication.publisher.name},
        "publicationYear": str(head.date.year),
        "subjects": [{"subject": topic} for topic in topics],
        "dates": [issued, updated] if head.revisions else [issued],
        "language": head.language,
        "relatedItems": [_periodical(issue, publication)],
        "relatedIdentifiers": [
            {
                "relatedIdentifier": str(head.source.url),
                "relatedIdentifierType": "URL",
                "relationType": "IsDerivedFrom",
            }
        ]
        if head.source and head.source.url
        else [],
        "rightsList": [
            {"rights": licence.name, **({"rightsUri": str(licence.url)} if licence.url else {})}
        ]
        if licence
        else [],
        "descriptions": [
            {"description": head.summary, "descriptionType": "Abstract", "lang": head.language}
        ],
        "version": head.modified.isoformat(),
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return {name: value for name, value in made.items() if value}


def _creator(person: Person, name: str) -> dict[str, Any]:
    identifiers = [
        {
            "nameIdentifier": f"{begins}{getattr(person, key)}",
            "nameIdentifierScheme": scheme,
            "schemeUri": begins,
        }
        for key, (scheme, begins) in SCHEMES.items()
        if getattr(person, key, None)
    ]
    # No family name: which part of a name that is, nobody here guesses.
    return {"name": name, "nameType": "Personal", "nameIdentifiers": identifiers}


def _periodical(issue: IssueRecord, publication: Publication) -> dict[str, Any]:
    made: dict[str, Any] = {
        "relatedItemType": "Journal",
        "relationType": "IsPublishedIn",
        "titles": [{"title": publication.name}],
    }
    if publication.issn:
        made["relatedItemIdentifier"] = {
            "relatedItemIdentifier": publication.issn,
            "relatedItemIdentifierType": "ISSN",
        }
    numbers = {"volume": issue.head.volume, "issue": issue.head.number}
    return {**made, **{name: str(value) for name, value in numbers.items() if value}}
