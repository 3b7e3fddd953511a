"""Problems as people and machines read them."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from .. import __version__
from ..model.messages import Problem, catalogue, on_one_line
from .check import check


def as_text(problems: Sequence[Problem]) -> str:
    """Return a line a problem: ``file:line:column: code: message``."""
    return "".join(f"{problem}\n" for problem in problems)


def as_github(problems: Sequence[Problem]) -> str:
    """Return annotations for a pull request.

    GitHub Actions, “Workflow commands for GitHub Actions”, “Setting an error message”.
    """

    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def value(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    return "".join(
        f"::{'notice' if problem.is_note else 'error'} "
        f"file={value(on_one_line(problem.file))},line={problem.line},col={problem.column},"
        f"title={value(problem.code)}::{data(problem.text)}\n"
        for problem in problems
    )


def as_sarif(problems: Sequence[Problem]) -> str:
    """Return a log in the Static Analysis Results Interchange Format, OASIS SARIF 2.1.0."""
    codes, results = list(catalogue().codes), []
    for problem in problems:
        region = {"startLine": problem.line, "startColumn": problem.column}
        file = {"uri": problem.file, "uriBaseId": "%SRCROOT%"}
        place = {"physicalLocation": {"artifactLocation": file, "region": region}}
        said = {"level": "note" if problem.is_note else "error", "message": {"text": problem.text}}
        rule = {"ruleId": problem.code, "ruleIndex": codes.index(problem.code)}
        results.append({**rule, **said, "locations": [place]})
    driver = {"name": "periodical", "version": __version__, "rules": [{"id": c} for c in codes]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    log = {"$schema": schema, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


FORMATS = {"text": as_text, "github": as_github, "sarif": as_sarif}
"""The formats of a report, by name."""


def report(root: Path, files: Sequence[Path], format: str, fix: bool) -> int:  # noqa: A002 - its option
    """Print what is wrong with pages, all by default; return 0 if nothing is, else 1."""
    problems, pages = check(root, files or None, fix=fix, hints=True)
    mistakes = sum(not problem.is_note for problem in problems)
    hints = len(problems) - mistakes
    sys.stdout.write(FORMATS[format](problems))
    if format != "sarif":
        looked_at = f"{pages} page{'' if pages == 1 else 's'}"
        found = f"{mistakes} problem{'' if mistakes == 1 else 's'}" if mistakes else "all well"
        advice = f", and {hints} hint{'' if hints == 1 else 's'}" if hints else ""
        print(f"{looked_at} checked: {found}{advice}.", file=sys.stderr)
    return 1 if mistakes else 0
