"""The one way from content to Typst: expressions of Typst code, with every text quoted.

What a contributor writes reaches Typst as string literals in calls of the templates' functions, and
by no other path. Nothing here writes Typst markup, in which text could be syntax.

Grammar: the reference of Typst, "Scripting" and "str" (0.15).
"""

import json
import re
from collections.abc import Iterable, Mapping

from ..markup.languages import is_right_to_left
from ..model.text import FORBIDDEN

_NAME = re.compile(r"[a-z][a-z0-9-]*")


class Code(str):
    """An expression of Typst, made here alone; other values get quoted."""

    __slots__ = ()


def visible(text: str) -> str:
    """Return a text without what no page can show, such as controls: `FORBIDDEN` names them all.

    The sign for such a character stays: CommonMark (2.3) puts it where `&#0;` is written.
    """
    return FORBIDDEN.sub(lambda found: found[0] if found[0] == "\ufffd" else "", text)


def string(text: str) -> Code:
    """Return a text as a string literal: what Typst shows is the text, whatever it holds.

    Of the escapes of JSON, those of visible text are Typst's too.
    """
    return Code(json.dumps(visible(text), ensure_ascii=False))


def literal(value: object) -> Code:
    """Return a value as an expression: text as a string literal, a mapping as a dictionary.

    What is an expression stays as it is. Keys are names of this package's own.
    """
    match value:
        case Code():
            return value
        case None:
            return Code("none")
        case str():
            return string(value)
        case bool() | int():
            return Code(json.dumps(value))
        case Mapping():
            pairs = [f"{_name(key)}: {literal(item)}" for key, item in value.items()]
            return Code(f"({', '.join(pairs) or ':'})")
        case Iterable():
            # A comma behind every item: Typst takes ("a") for "a".
            return Code("(" + "".join(f"{literal(item)}, " for item in value) + ")")
        case _:
            raise TypeError(f"{value!r} is no value of Typst")


def about_language(tag: str) -> dict[str, str | None]:
    """Return a language as Typst takes it: its code, its region if any, and its direction."""
    import langcodes  # here, as its tables take longer than a page

    language = langcodes.get(tag)
    region = language.territory
    known = region.lower() if region and len(region) == 2 else None
    direction = "rtl" if is_right_to_left(tag) else "ltr"
    return {"lang": language.language or "und", "region": known, "direction": direction}


def call(function: str, *arguments: object, **named: object) -> Code:
    """Return a call of a function of the templates."""
    words = [*map(literal, arguments)]
    words += [Code(f"{_name(name)}: {literal(each)}") for name, each in named.items()]
    return Code(f"{_name(function)}({', '.join(words)})")


def joined(parts: Iterable[Code]) -> Code:
    """Return the content that expressions give one after the other; those that are empty, none."""
    return Code("{" + "\n".join(filter(None, parts)) + "}")


def program(imports: str, parts: Iterable[Code]) -> bytes:
    """Return the source of a document: a template, and expressions whose content makes it."""
    lines = [f"import {string('/' + imports)}: *", *parts]
    return ("#{\n" + "\n".join(lines) + "\n}\n").encode()


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a template's function")
    return name
