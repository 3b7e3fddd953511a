"""A publication in a temporary folder, checked and built, and what came out of it.

All issues here are fiction.
"""

from __future__ import annotations

import html
import io
import json
import os
import re
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from periodical.desk.check import check
from periodical.markup.judging import Surroundings
from periodical.model.messages import Problem
from periodical.model.page import IssueFiles
from periodical.model.publication import read_publication
from periodical.model.registry import read_registry
from sphinx.application import Sphinx
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

REPOSITORY = Path(__file__).resolve().parents[2]

HEAD = """\
---
title: {title}
date: {date}
authors: [A. Fictional Author]
summary: A fictional summary.
{extra}---

# {title}

## In the Region

### A Fictional Story

"""

# A warning of Sphinx: the file, perhaps a line, the text, and its kind.
_WARNING = re.compile(
    r"^(?P<file>[^:]+)(?::(?P<line>\d+))?: (?:WARNING|ERROR|CRITICAL): (?P<text>.*?)"
    r"(?: \[(?P<kind>[\w.-]+)\])?$"
)


@dataclass(frozen=True, order=True)
class Warned:
    """A warning of a Sphinx build."""

    file: str
    line: int
    kind: str
    text: str


class Laboratory:
    """A publication with the repository's own `conf.py`, looks and data, and other issues."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.warnings: list[str] = []
        for name in ("conf.py", "index.md"):
            shutil.copy(REPOSITORY / name, self.root / name)
        with (self.root / "conf.py").open("a") as conf:
            conf.write('\nperiodical_today = "9999-12-31"\n')
        for name in ("_templates", "_static", "_data"):
            shutil.copytree(REPOSITORY / name, self.root / name)

    def write(self, path: str, content: str | bytes) -> Path:
        """Write a file below the root."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return target

    def issue(
        self, body: str, *, date: str, name: str, title: str = "A Fictional Title", extra: str = ""
    ) -> str:
        """Write an issue whose story is `body`, and return its page's name."""
        page = f"issues/{date[:4]}/{date}-{name}"
        head = HEAD.format(title=html.escape(title, quote=False), date=date, extra=extra)
        _, rest = head.split("\ntitle: ", 1)
        quoted = json.dumps(title, ensure_ascii=False)
        self.write(f"{page}.md", f"---\ntitle: {quoted}\n{rest.split(chr(10), 1)[1]}{body}")
        return page

    @cached_property
    def problems(self) -> list[Problem]:
        """What `periodical check` finds, once all is written."""
        return check(self.root)[0]

    @property
    def surroundings(self) -> Surroundings:
        """What a page of this publication is judged against."""
        registry = read_registry(self.root)
        index = IssueFiles(self.root).index
        return Surroundings(self.root, read_publication(self.root), registry, index)

    def build(self, builder: str = "html") -> None:
        """Build the site; what Sphinx warned of is in `warnings`."""
        stream = io.StringIO()
        with patch_docutils(), docutils_namespace():
            app = Sphinx(
                self.root,
                self.root,
                self.out,
                self.root / "_build" / "doctrees",
                builder,
                confoverrides={"nitpicky": True},
                status=None,
                warning=stream,
                parallel=1,
            )
            app.build()
        self.warnings = [line for line in strip_colors(stream.getvalue()).splitlines() if line]

    def build_pdfs(self) -> None:
        """Make the PDFs beside the pages, from the same doctrees; warnings are added to those."""
        before = self.warnings
        self.build("pdf")
        # At its end stands the list of what was not made: each has been told with its reason.
        ends = (
            n for n, line in enumerate(self.warnings) if "of the PDFs could not be made" in line
        )
        self.warnings = before + self.warnings[: next(ends, None)]

    @property
    def out(self) -> Path:
        """Where the site is."""
        return self.root / "_build" / "site"

    @cached_property
    def warned(self) -> list[Warned]:
        """The warnings of the build, parsed; paths are from the root."""
        found = []
        for line in self.warnings:
            match = _WARNING.match(line)
            assert match, f"a warning without a place: {line}"
            file = (
                os.path.relpath(match["file"], self.root)
                if match["file"][0] == "/"
                else match["file"]
            )
            kind = (match["kind"] or "").removeprefix("periodical.")
            found.append(Warned(file, int(match["line"] or 0), kind, match["text"]))
        return found

    def html(self, page: str) -> BeautifulSoup:
        """Return a page of the site, parsed as a browser would."""
        return BeautifulSoup((self.out / f"{page}.html").read_text("utf-8"), "html5lib")

    def article(self, page: str) -> Tag:
        """Return what the contributor's text became."""
        article = self.html(page).find("article")
        assert isinstance(article, Tag)
        return article

    def files(self) -> set[str]:
        """Return the paths of all files of the site."""
        return {p.relative_to(self.out).as_posix() for p in self.out.rglob("*") if p.is_file()}
