"""The house stands: floors import downwards, and the guides tell the truth about it."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
import yaml
from jinja2 import Environment, meta
from jsonschema import Draft202012Validator
from periodical import ROOMS
from periodical.model.registry import EntryKind

from .conftest import REPOSITORY
from .written import schemas, written

PACKAGE = REPOSITORY / "extensions/periodical"
FLOORS = [
    {"words"},
    {"model", "defaults"},
    {"maps", "pictures"},
    {"markup"},
    {"citations"},
    {"recording"},
    {"domain"},
    {"ledger"},
    {"content"},
    {"faces"},
    {"documents"},
    {*ROOMS} - {"releases"},
    {"releases", "importing"},
    {"desk"},
    {"cli"},
]
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def floor(name: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if name in rooms)


def imported_rooms(path: Path) -> set[str]:
    """Return the rooms from which a module imports, inside functions too."""
    here = path.relative_to(PACKAGE).with_suffix("").parts
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = here[: len(here) - node.level]
            parts = (*base, *(node.module or "").split(".")) if node.module else base
            names = [parts[0]] if parts else [alias.name for alias in node.names]
            found.update(names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("periodical."):
            found.add(node.module.split(".")[1])
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_floor_imports_only_from_floors_under_it(path: Path) -> None:
    if room(path) == "__init__":
        return
    for other in imported_rooms(path) - {room(path), "__version__", "ROOMS"}:
        assert floor(other) < floor(room(path)), f"{path} imports from {other}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def definitions(*kinds: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, kinds):
                yield path.relative_to(PACKAGE).as_posix(), node


def test_no_two_classes_have_one_name() -> None:
    names = Counter(node.name for _, node in definitions(ast.ClassDef))
    assert [name for name, count in names.items() if count > 1] == []


def test_functions_and_modules_are_short() -> None:
    for path, node in definitions(ast.FunctionDef, ast.AsyncFunctionDef):
        assert node.end_lineno - node.lineno < 50, f"{path}: {node.name}"
    for path in MODULES:
        assert path.read_text("utf-8").count("\n") <= 400, path


def test_no_file_cites_a_guide_that_is_not_there() -> None:
    looks = (
        each for name in ("_templates", "_static") for each in (REPOSITORY / name).rglob("*.*")
    )
    texts = (path for path in looks if path.suffix in (".css", ".html", ".js", ".typ", ".xsl"))
    for path in (*MODULES, *PACKAGE.rglob("*.toml"), *texts):
        for guide in re.findall(r"\b[A-Z]{4,}(?:\.md)\b|\bDESIGN\b", path.read_text("utf-8")):
            assert (REPOSITORY / guide).is_file(), f"{path}: {guide}"


def test_the_theme_is_not_imported() -> None:
    for path in MODULES:
        assert not re.search(
            r"import (pydata_sphinx_theme|sphinx_book_theme)", path.read_text("utf-8")
        )


def test_what_is_made_from_the_code_is_as_it_makes_it() -> None:
    """Otherwise: `python -m tests.written`."""
    files = dict(written())
    assert [path for path, text in files.items() if path.read_text("utf-8") != text] == []
    assert set(PACKAGE.glob("model/*.schema.json")) <= files.keys()
    assert schemas()["issue"]["additionalProperties"] is False
    assert len(schemas()) == 1 + len(EntryKind)


class EditorLoader(yaml.SafeLoader):
    """YAML 1.2, as editors read it: a date is text there."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, words) for tag, words in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@pytest.mark.parametrize("kind", EntryKind)
def test_the_registry_keeps_to_its_schema(kind: EntryKind) -> None:
    path = REPOSITORY / kind.file
    if not path.exists():
        pytest.skip("nothing of this kind is in the registry yet")
    entries = yaml.load(path.read_text("utf-8"), EditorLoader)
    validator = Draft202012Validator(schemas()[kind.plural])
    assert [error.message for error in validator.iter_errors(entries)] == []
    assert list(validator.iter_errors([*entries, {"id": "no-name"}]))
    assert list(validator.iter_errors([*entries, {"id": "a", "name": "A", "colour": "red"}]))


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"])
def test_guides_name_files_that_exist(name: str) -> None:
    text = (REPOSITORY / name).read_text("utf-8")
    text = re.sub(r"(?ms)^ *```.*?^ *```$", "", text)
    named = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    for path in re.findall(r"`([\w./-]+/[\w./-]*)`", text):
        if path.startswith(("_build", "10.5555/", "_imported", ".venv", "issues/2024/2024-05-07")):
            continue
        named.append(path)
    assert named
    for path in named:
        places = (REPOSITORY, PACKAGE)
        assert any((place / path).exists() for place in places), f"{name}: {path}"


def test_guides_name_make_targets_that_exist() -> None:
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"(?m)^([a-z]+):", makefile))
    for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"):
        used = re.findall(r"(?:`|^ *)make ([a-z]+)", (REPOSITORY / name).read_text("utf-8"), re.M)
        assert set(used) <= targets


def test_lock_files_pin_everything_and_name_no_index() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (REPOSITORY / name).read_text("utf-8")
        assert "://" not in text
        assert "index-url" not in text
        pins = re.findall(r"(?m)^([\w.-]+)==\S+", text)
        assert len(pins) > 30
        blocks = re.split(r"(?m)^(?=[\w.-]+==)", text)[1:]
        assert all("--hash=sha256:" in block for block in blocks)


def test_issues_hold_no_fiction_and_no_pictures() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "issues"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    ).stdout.split()
    if not tracked:
        pytest.skip("this is not a git checkout")
    assert all(name.endswith(".md") for name in tracked)


def test_templates_of_texts_name_no_others() -> None:
    """A text is kept under a digest of these alone, whatever becomes of the frame around it."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    files = [*(REPOSITORY / "_templates/text").iterdir()]
    trees = (environment.parse(file.read_text("utf-8")) for file in files)
    named = {name for tree in trees for name in meta.find_referenced_templates(tree)}
    assert named <= {f"text/{file.name}" for file in files}
