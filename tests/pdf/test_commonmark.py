"""The examples of the CommonMark specification: each printed with its text kept, or refused."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from periodical.model.page import Page
from periodical.pdf.builder import PdfBuilder
from periodical.pdf.translator import Translator, joined
from sphinx.util.docutils import docutils_namespace

from ..conftest import FRONT_MATTER, REPOSITORY, Built, make_publication
from .reading import Document, Tag, squeezed

SPECIFICATION = REPOSITORY / "tests/schemas/commonmark-0.31.2.json"
FIRST_DAY = date(2031, 1, 1)


@dataclass(frozen=True)
class Example:
    """An example: its number, its Markdown, and the text of the HTML that it should become."""

    number: int
    markdown: str
    html: str

    @property
    def page(self) -> str:
        day = FIRST_DAY + timedelta(days=self.number % 365)
        return f"issues/{day.year}/{day}-example-{self.number}"

    @property
    def text(self) -> str:
        return squeezed(BeautifulSoup(self.html, "html.parser").get_text())


def _examples() -> list[Example]:
    # Addresses of a site of its own are refused here; those of the web take the same way.
    return [
        Example(
            example["example"],
            example["markdown"].replace("/ur", "https://example.org/ur"),
            example["html"].replace("/ur", "https://example.org/ur"),
        )
        for example in json.loads(SPECIFICATION.read_text("utf-8"))
    ]


EXAMPLES = _examples()


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """All examples, each the body of a story of an issue of its own, read but not yet printed."""
    root = tmp_path_factory.mktemp("commonmark")
    publication = make_publication(root)
    publication.overrides["smartquotes"] = False
    for example in EXAMPLES:
        day = example.page.rsplit("/", 1)[1][:10]
        head = FRONT_MATTER.format(title=f"Example {example.number}", date=day, extra="")
        publication.write(
            f"{example.page}.md", f"{head}## In the Region\n\n### Story\n\n{example.markdown}"
        )
    # This builder reads and writes nothing.
    return publication.build("dummy")


@pytest.fixture(scope="module")
def refused(read: Built) -> dict[str, str]:
    """The pages that reading refused, with a message of each; printing may add to them."""
    return {
        example.page: message
        for example in EXAMPLES
        for message in read.warnings
        if message.startswith(f"{example.page}.md:")
    }


@pytest.fixture(scope="module")
def printed(
    read: Built, refused: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Document:
    """All examples that are not refused, in one document: as quick as it is honest."""
    builder = PdfBuilder(read.app, read.app.env)
    builder.init()
    builder.press.lay_out_templates([REPOSITORY / "_templates"])
    root = Path(read.app.srcdir)
    with docutils_namespace():  # a theme may bring directives
        assert builder.texts
    articles = {}
    for example in EXAMPLES:
        if example.page not in refused:
            issue = builder.domain.issues[example.page]
            text, page = builder.texts.of(issue.docname), Page.read(root, issue.docname)
            translator = Translator(issue, text, page, builder.press, root)
            article = translator.article()
            if translator.problems:
                # Letters that no face has.
                refused[example.page] = str(min(translator.problems))
            else:
                articles[issue] = article
    first, *_ = articles
    shutil.copy(root / f"{first.docname}.md", builder.press.sources)
    every = {**articles[first], "body": joined(each["body"] for each in articles.values())}
    path = tmp_path_factory.mktemp("printed") / "printed.pdf"
    path.write_bytes(builder.press.compile(builder.job_of(first, every)))
    return Document(path)


def _stories(tags: Tag) -> Iterator[tuple[int, str]]:
    """Yield the number and the text of each example, from its heading to the next title."""
    number, text = 0, ""
    for tag in _leaves(tags):
        words = tag.text()
        if (tag.kind == "H1" and words.startswith("Example ")) or words == "Colophon":
            if number:
                yield number, text.split("Story", 1)[1]
            number, text = int(words.split()[1]) if tag.kind == "H1" else 0, ""
        else:
            text += squeezed(tag.text(without=("Lbl",)))


def _leaves(tag: Tag) -> Iterator[Tag]:
    for child in tag.children:
        if isinstance(child, Tag):
            if child.kind in ("Document", "Part", "Div", "Sect", "NonStruct"):
                yield from _leaves(child)
            else:
                yield child


def test_each_example_is_printed_or_refused(printed: Document, refused: dict[str, str]) -> None:
    # Each with the line, and not only with that of the page.
    assert all(re.match(r"issues/.*\.md:\d+: ?\S", message) for message in refused.values())
    assert sum("has no letter" in message for message in refused.values()) < 5
    kept = dict(_stories(printed.tags))
    assert set(kept) == {e.number for e in EXAMPLES if e.page not in refused}
    # Most of the others hold HTML, or headings of a level that an issue keeps for itself.
    assert len(kept) > 300
    assert len(kept) + len(refused) == len(EXAMPLES)
    lost = {}
    for example in EXAMPLES:
        if example.number in kept and not _is_kept(example.text, kept[example.number]):
            lost[example.number] = (example.markdown, example.text, kept[example.number])
    assert lost == {}


def _is_kept(text: str, printed: str) -> bool:
    """Tell whether a text is printed, in order; notes and addresses may stand between."""
    letters = iter(printed)
    return all(letter in letters for letter in text)


def test_the_document_passes_the_standards(printed: Document) -> None:
    assert printed.problems() == []
