"""Citations for every program that uses styles of the Citation Style Language (CSL).

“CSL-JSON”, schema of CSL 1.0.2: a list of items.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from typing import Any

from .citation import Citation

MEDIA_TYPE = "application/vnd.citationstyles.csl+json"


def as_csl_json(citations: Iterable[Citation]) -> str:
    """Return citations as a CSL-JSON file."""
    return json.dumps(list(map(_item, citations)), ensure_ascii=False, indent=1) + "\n"


def _item(citation: Citation) -> dict[str, Any]:
    source = citation.source
    item = {
        "id": citation.key,
        "type": "article-magazine",
        "title": citation.title,
        "author": [{"literal": name} for name in citation.authors],
        "container-title": citation.publication,
        "publisher": citation.publisher,
        "issued": _date(citation.date),
        "volume": citation.volume,
        "issue": citation.number,
        "version": citation.version,
        "language": citation.language,
        "URL": citation.address,
        "abstract": citation.abstract,
        "note": " ".join(citation.notes),
        "original-title": source and source.title,
        "original-author": source and [{"literal": name} for name in source.authors],
        "original-publisher": source and source.publisher,
        "original-date": source and _date(source.date),
    }
    return {name: value for name, value in item.items() if value}


def _date(date: datetime.date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[date.year, date.month, date.day]]}
