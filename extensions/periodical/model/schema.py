"""The JSON Schema of the front matter, for editors that complete and check while one types.

JSON Schema 2020-12, written to `issue.schema.json` beside this module; a test keeps the two equal.
"""

from __future__ import annotations

import json
from pathlib import Path

from .issue import IssueHead

PATH = Path(__file__).with_name("issue.schema.json")


def issue_schema() -> str:
    """Return the schema as the text of its file."""
    schema = IssueHead.model_json_schema()
    # `authors: bruce-pannier` is read as a list of one; the schema has to say so too.
    for definition in (schema, *schema["$defs"].values()):
        for name in ("authors", "topics", "redirect_from"):
            listed = definition.get("properties", {}).get(name)
            if listed and "anyOf" not in listed:
                kept = {
                    key: listed.pop(key)
                    for key in ("description", "default", "title")
                    if key in listed
                }
                definition["properties"][name] = {
                    **kept,
                    "anyOf": [dict(listed), dict(listed["items"])],
                }
    return (
        json.dumps(
            {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                **schema,
                "title": "Front matter of an issue",
                "description": "What stands between the --- lines at the head of an issue.",
            },
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
    )


if __name__ == "__main__":
    PATH.write_text(issue_schema(), encoding="utf-8", newline="\n")
