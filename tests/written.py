"""What is made from the code and kept in the repository: `python -m tests.written` writes it anew.

- Beside the models, a JSON Schema (2020-12) of the front matter and of each file of the registry,
  for editors, which complete and check while one types.
- `letters.txt`: the letters that the faces of the PDFs have, a line a range; `check` looks them up.
- In CONTRIBUTING.md, the list of all messages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from periodical import model
from periodical.faces import FAMILIES, Family
from periodical.model.issue import IssueHead
from periodical.model.messages import catalogue, describe
from periodical.model.registry import ENTRIES, EntryKind
from periodical.model.text import LETTERS
from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import ModelSchema

REPOSITORY = Path(__file__).resolve().parent.parent
SCHEMAS = Path(model.__file__).parent
GUIDE = REPOSITORY / "CONTRIBUTING.md"


def written() -> Iterator[tuple[Path, str]]:
    """Yield each file, and what should be in it."""
    for name, content in schemas().items():
        text = json.dumps(content, indent=2, ensure_ascii=False)
        yield SCHEMAS / f"{name}.schema.json", f"{text}\n"
    yield LETTERS, "".join(_ranges())
    yield GUIDE, _with_list(GUIDE.read_text("utf-8"))


def schemas() -> dict[str, dict[str, Any]]:
    """Return the schemas for editors, by what each is about."""
    about = "What stands between the --- lines at the head of an issue."
    found = {"issue": _schema(IssueHead, "Front matter of an issue", about)}
    for kind in EntryKind:
        about = "Entries of the registry: each needs an id and a name."
        found[kind.plural] = _schema(tuple[ENTRIES[kind], ...], kind.file, about)
    return found


class _Described(GenerateJsonSchema):
    """Has the catalogue say what each key is for."""

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        for key, field in made["properties"].items():
            field["description"] = describe(schema["cls"], key)
        return made


def _schema(entries: Any, title: str, description: str) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(entries).json_schema(schema_generator=_Described),
        "title": title,
        "description": description,
    }


def _ranges() -> Iterator[str]:
    ranges: list[list[int]] = []
    for code in sorted(frozenset().union(*map(_letters, FAMILIES))):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return (f"{first:04X}-{last:04X}\n" for first, last in ranges)


def _letters(family: Family) -> frozenset[int]:
    """Return the characters that every style of a family has: the template chooses the style."""
    sets = []
    for path in family.sources:
        with TTFont(path, lazy=True) as font:
            sets.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*sets)


def _with_list(guide: str) -> str:
    """Return the guide with the list of all messages between its two marks."""
    listed = "\n".join(_listed())
    marks = r"(?s)(<!-- messages -->\n).*(<!-- /messages -->)"
    return re.sub(marks, lambda found: f"{found[1]}\n{listed}{found[2]}", guide)


def _listed() -> Iterator[str]:
    for code, about in catalogue().codes.items():
        yield f"**`{code}`**: {about}\n\n````text"
        for message in catalogue().messages.values():
            if message.code == code:
                yield re.sub(r"\$\w+", "…", f"{message.what} {message.instead}").strip()
        yield "````\n"


if __name__ == "__main__":
    for path, text in written():
        path.write_text(text, encoding="utf-8", newline="\n")
