"""JSON Schemas for editors, which complete and check while one types.

JSON Schema 2020-12: one of the front matter, and one of each file of the registry, written beside
this module by ``python -m periodical.model.schema``; a test keeps files and models equal.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from .issue import IssueHead
from .registry import DATA_FOLDER, ENTRIES, EntryKind

ISSUE_SCHEMA = "issue.schema.json"


def issue_schema() -> str:
    """Return the schema of the front matter as the text of its file."""
    about = "What stands between the --- lines at the head of an issue."
    return _text(IssueHead, "Front matter of an issue", about)


def registry_schema(kind: EntryKind) -> str:
    """Return the schema of a file of the registry as the text of its file."""
    entries: Any = tuple[ENTRIES[kind], ...]  # type: ignore[valid-type]
    file = f"{DATA_FOLDER}/{kind.plural}.yaml"
    return _text(entries, file, "Entries of the registry: each needs an id and a name.")


def editor_schemas() -> dict[str, str]:
    """Return the texts of all files, by name."""
    registry = {f"{kind.plural}.schema.json": registry_schema(kind) for kind in EntryKind}
    return {ISSUE_SCHEMA: issue_schema(), **registry}


def _text(model: Any, title: str, description: str) -> str:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(model).json_schema(),
        "title": title,
        "description": description,
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name, text in editor_schemas().items():
        Path(__file__).with_name(name).write_text(text, encoding="utf-8", newline="\n")
