"""A publication in a temporary folder, built by real Sphinx, and what came out of it, parsed."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from unittest import mock

import pytest
from bs4 import BeautifulSoup
from periodical.desk.build import build as build_as_users_do
from periodical.desk.check import check
from periodical.ledger import processes
from periodical.model.messages import Problem
from sphinx.application import Sphinx
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

from .browser import browser  # noqa: F401 - a fixture for all
from .commands import starting
from .fiction import write_archive
from .quickly import many_builds

REPOSITORY = Path(__file__).resolve().parent.parent

OWN_PAGES = ("about.md", "subscribe.md")
"""The pages of the maintainers, but for the front page: to read them takes a third of a build."""

FRONT_MATTER = """\
---
title: {title}
date: {date}
authors: [A. Fictional Author]
summary: A fictional summary for a test.
{extra}---

# {title}

"""


@dataclass
class Site:
    """A built site."""

    out: Path
    warnings: list[str]

    @cached_property
    def pages(self) -> list[str]:
        """The names of all its pages."""
        found = (path.relative_to(self.out).as_posix() for path in self.out.rglob("*.html"))
        # A letter's web copy is no page of the frame.
        own = (page for page in found if "_static/" not in page and not page.startswith("mail/"))
        return sorted(page.removesuffix(".html") for page in own)

    def html(self, page: str) -> BeautifulSoup:
        """Return a page, parsed."""
        return BeautifulSoup((self.out / f"{page}.html").read_text("utf-8"), "html.parser")


@dataclass
class Built(Site):
    """What a build of one builder left."""

    app: Sphinx

    def text(self, page: str) -> str:
        """Return a page of the text builder."""
        return (self.out / f"{page}.txt").read_text("utf-8")


@dataclass
class Publication:
    """A publication: the repository's `conf.py`, templates and data, and issues of a test."""

    root: Path
    overrides: dict[str, object] = field(default_factory=dict)

    def write(self, path: str, content: str | bytes) -> Path:
        """Write a file, with line ends as they are given."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return target

    def issue(
        self,
        body: str,
        *,
        date: str = "2031-01-07",
        title: str = "A Fictional Title",
        name: str = "a-fictional-title",
        extra: str = "",
    ) -> str:
        """Write an issue, and return its page's name."""
        head = FRONT_MATTER.format(title=title, date=date, extra=extra)
        page = f"issues/{date[:4]}/{date}-{name}"
        self.write(f"{page}.md", head + body)
        return page

    def check(self) -> list[Problem]:
        """Return what `periodical check` finds."""
        return check(self.root)[0]

    def build(self, builder: str = "html", *, out: str = "_build/site", jobs: int = 1) -> Built:
        """Build the publication; warnings are returned, not raised.

        Several jobs share what there is, as they otherwise do of a larger archive.
        """
        warnings = io.StringIO()
        target = self.root / out
        shared = mock.patch.object(processes, "WORTH_PROCESSES", 2 if jobs > 1 else sys.maxsize)
        with shared, patch_docutils(), docutils_namespace():
            app = Sphinx(
                self.root,
                self.root,
                target,
                self.root / "_build/doctrees",
                builder,
                confoverrides={"nitpicky": True, **self.overrides},
                status=None,
                warning=warnings,
                parallel=jobs,
            )
            app.build()
        lines = strip_colors(warnings.getvalue()).splitlines()
        return Built(target, [line for line in lines if line.strip()], app)


@pytest.fixture(scope="session", autouse=True)
def _quickly() -> Iterator[None]:
    many_builds()
    # What a user has set up for git (hooks, signatures) is no business of a test's own commits.
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    with mock.patch.dict(os.environ, nobody), starting():
        yield


def make_publication(root: Path, *pages: str) -> Publication:
    """Lay out a publication without issues; of the maintainers' pages, it has the front page."""
    for name in ("conf.py", "index.md", *pages):
        shutil.copy(REPOSITORY / name, root / name)
    for name in ("_templates", "_static", "_data"):
        shutil.copytree(REPOSITORY / name, root / name)
    with (root / "conf.py").open("a") as conf:
        conf.write("\n# The day on which a test takes place: its issues have all appeared.\n")
        conf.write('periodical_today = "9999-12-31"\n')
    return Publication(root)


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    """A publication of its own for one test."""
    return make_publication(tmp_path)


@pytest.fixture(scope="module")
def shared_publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """A publication that the tests of a module share: written and built once."""
    return make_publication(tmp_path_factory.mktemp("publication"), *OWN_PAGES)


def make_site(root: Path) -> Site:
    """Build a publication as `make site` does: with its PDFs, any warning being an error."""
    said = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        status = build_as_users_do(root)
    assert status == 0, said.getvalue()
    return Site(root / "_build/site", strip_colors(said.getvalue()).splitlines())


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of this repository's own issues."""
    root = tmp_path_factory.mktemp("real")
    make_publication(root, *OWN_PAGES)
    shutil.copytree(REPOSITORY / "issues", root / "issues")
    return make_site(root)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A fictional archive as `make demo` makes it, which shows every feature."""
    root = tmp_path_factory.mktemp("demo")
    write_archive(root, 20, covers=True)
    return make_site(root)
