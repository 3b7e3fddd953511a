"""What a contributor's page cannot do: each attack is named, and leaves nothing behind.

The same page is judged three times: by `periodical check`, by the Sphinx build, and as the HTML
that a build without ``-W`` would have published.
"""

from __future__ import annotations

from collections import Counter

import pytest

from .attacks import ATTACKS, Attack
from .conftest import page_of
from .harmless import harm_in
from .laboratory import Laboratory

each_attack = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)


def expected(attack: Attack, source: str) -> list[tuple[int, str, str]]:
    """Return line, code and words of what has to be said."""
    found = []
    for at, code, words in attack.said:
        assert at in source, at
        found.append((source[: source.index(at)].count("\n") + 1, code, words))
    return sorted(found)


@each_attack
def test_check_says_what_is_wrong_and_where(attacked: Laboratory, attack: Attack) -> None:
    page = page_of(attack.name)
    source = (attacked.root / f"{page}.md").read_text("utf-8")
    problems = [problem for problem in attacked.problems if problem.file == f"{page}.md"]
    said = sorted((problem.line, str(problem.code), problem.text) for problem in problems)
    wanted = expected(attack, source)
    assert [(line, code) for line, code, _ in said] == [(line, code) for line, code, _ in wanted], (
        said
    )
    for line, code, words in wanted:
        assert any((line, code) == given[:2] and words in given[2] for given in said), words


@each_attack
def test_build_says_the_same(attacked: Laboratory, attack: Attack) -> None:
    file = f"{page_of(attack.name)}.md"
    checked = Counter(
        (problem.line, str(problem.code), problem.text)
        for problem in attacked.problems
        if problem.file == file
    )
    warned = Counter(
        (warning.line, warning.kind, warning.text)
        for warning in attacked.warned
        if warning.file == file
    )
    # `check` says a thing once, the build once for each time that it stands on a line.
    assert set(checked) == set(warned)


@each_attack
def test_page_is_harmless(attacked: Laboratory, attack: Attack) -> None:
    assert (
        list(harm_in(attacked.html(page_of(attack.name)), attacked.out, page_of(attack.name))) == []
    )
