"""``periodical names``: what `_data/` lacks, as the issues have it, each as a block to paste."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import yaml
from rapidfuzz.fuzz import ratio

from ..markup.markdown import tokens_of
from ..markup.words import read_words
from ..model.messages import Complaint
from ..model.names import fold_name, names_in
from ..model.page import IssueFiles, Page
from ..model.records import read_guest
from ..model.registry import EntryKind, Person, Registry, read_registry
from ..model.text import slug

OFTEN = 3
"""How often a name has to stand in the issues to be told."""
_ALIKE = 86
"""From which likeness on, of 100, two names may be spellings of one."""
_SAME_ROLE = 60
"""The same of what two texts say that somebody is."""


def likely_names(
    pages: Iterable[Page], registry: Registry, often: int = OFTEN
) -> list[tuple[str, int]]:
    """Return names that texts have often and the registry lacks, with how often they stand."""
    counted: Counter[str] = Counter()
    for page in pages:
        for block in read_words(page):
            if not block.is_heading:
                counted.update(names_in(block.text))
    known = " ".join(f"|{name}|" for name in registry.names)
    frequent = {name: count for name, count in counted.items() if count >= often}
    # Of “Kyrgyz President Sadyr”, “President Sadyr Japarov” and “Sadyr Japarov”, the last stands
    # most often; what only ever stands within a longer name is a part of it.
    kept: list[tuple[str, int]] = []
    with_word: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, count in sorted(
        frequent.items(), key=lambda each: (-each[1], -len(each[0]), each[0])
    ):
        others = (other for word in name.split() for other in with_word[word])
        is_part = any(count < seen or name in other for other, seen in others)
        if not is_part and fold_name(name) not in known:
            kept.append((name, count))
            for word in name.split():
                with_word[word].append((name, count))
    return kept


def print_names(root: Path) -> int:
    """Print what `_data/` lacks, and return 0."""
    print("\n".join(names(root)), end="")
    return 0


def names(root: Path) -> Iterator[str]:
    """Yield blocks of YAML, each with a line that says where it belongs and why."""
    registry, archive = read_registry(root), IssueFiles(root)
    pages = [Page.read(root, file) for file in archive.page_files]
    known = (each for each in registry.entries.values() if isinstance(each, Person))
    people = [(name, each) for each in known for name in (each.name, *each.spellings)]
    file = EntryKind.PERSON.file
    new: list[str] = []
    for name, count in likely_names(pages, registry):
        spelt = max(people, key=lambda each: ratio(slug(each[0]), slug(name)), default=None)
        if spelt and ratio(slug(spelt[0]), slug(name)) >= _ALIKE:
            why = f"{file}: “{name}” ({count} times) may be {spelt[0]}; if so, below {spelt[1].id}:"
            yield _block(why, {"spellings": [*spelt[1].spellings, name]})
        else:
            new.append(name)
            why = f"{file}, or another file: {count} times in the issues"
            yield _block(why, [{"id": slug(name), "name": name}])
    for one, other in pairwise(sorted(new, key=slug)):
        if ratio(slug(one), slug(other)) >= _ALIKE:
            yield f"# “{one}” and “{other}” may be one: make the second a spelling of the first.\n"
    for page in pages:
        yield from _roles(page, registry, file)


def _roles(page: Page, registry: Registry, file: str) -> Iterator[str]:
    """Yield roles that guests are given, and that the registry has otherwise."""
    for token in tokens_of(page):
        if token.type != "colon_fence" or token.info.strip() != "{guests}" or page.head is None:
            continue
        for line in re.findall(r"(?m)^- (.+(?:\n  .+)*)", token.content):
            try:
                guest = read_guest(line)
            except Complaint:
                continue
            person = registry.find(EntryKind.PERSON, guest.name)
            known = [each.role for each in person.roles] if isinstance(person, Person) else [""]
            is_known = any(ratio(slug(role), slug(guest.roles)) >= _SAME_ROLE for role in known)
            if isinstance(person, Person) and guest.roles and not is_known:
                role = {"role": guest.roles, "since": page.head.date}
                yield _block(f"{file}: {page.file} says of {person.id}:", {"roles": [role]})


def _block(why: str, entry: object) -> str:
    return f"# {why}\n{yaml.safe_dump(entry, sort_keys=False, allow_unicode=True, width=100)}"
