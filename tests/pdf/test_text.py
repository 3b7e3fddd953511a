"""What stands on the page: every sentence, in order, as it was written, and nothing else."""

from __future__ import annotations

import io
import json
import re
import shutil
import string
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typst
from docutils import nodes
from hypothesis import example, given, settings
from hypothesis import strategies as st
from periodical.content import FORMS, LEFT_OUT, Content
from periodical.documents.templates import program
from periodical.faces import compiler
from periodical.markup.reading import ALLOWED_NODES
from periodical.model.messages import Problem
from periodical.model.page import Page
from periodical.model.text import FORBIDDEN
from periodical.pdf.builder import PdfBuilder
from periodical.pdf.press import Job, Press, without_controls
from periodical.pdf.translator import PRINTERS, Translator
from PIL import Image
from sphinx import addnodes

from ..conftest import REPOSITORY, Built, Publication
from .conftest import EVERYTHING, EVERYTHING_PAGE, REAL_PAGE, picture_bytes
from .reading import Document, squeezed


def _paragraphs(document: nodes.document) -> Iterator[str]:
    """Yield the texts of a page in their order, without notes, their numbers and pictures."""
    for kind in (nodes.footnote, nodes.footnote_reference, nodes.image, nodes.paragraph):
        for node in list(document.findall(kind)):
            if kind is not nodes.paragraph or "dateline" in node["classes"]:
                node.parent.remove(node)
    for node in document.findall(nodes.TextElement):
        if not isinstance(node.parent, nodes.TextElement) and node.astext().strip():
            yield node.astext()


@pytest.mark.parametrize("page", [REAL_PAGE, EVERYTHING_PAGE])
def test_every_sentence_in_order(printed: Built, page: str) -> None:
    text = squeezed(Document(printed.out / f"{page}.pdf").text)
    # Numbers of notes stand between the words, as do the addresses of links in captions.
    resolved = printed.app.env.get_and_resolve_doctree(
        page, printed.app.builder, tags=printed.app.tags
    )
    at, missed, sentences = 0, [], 0
    for paragraph in _paragraphs(resolved):
        if re.search("[\u0600-\u06ff]", paragraph):
            continue  # the next test is for these
        for sentence in filter(None, re.split(r"(?<=[.!?:;])\s+", paragraph)):
            words = "".join(map(_or_a_note, squeezed(sentence)))
            found = re.compile(words).search(text, at)
            sentences += 1
            if found is None:
                missed.append(sentence)
            else:
                at = found.end()
    assert missed == []
    assert sentences > 50


def _or_a_note(letter: str) -> str:
    """Return a pattern of a letter, behind which a note's number or an address may stand."""
    return re.escape(letter) + r"(?:\d+|\(https?:[^)]*\))??"


def test_persian_in_reading_order(printed: Built) -> None:
    """Line by line from the top; in a line, from the right (ISO 32000-1, 14.8.2.3.3)."""
    document = Document(printed.out / f"{EVERYTHING_PAGE}.pdf")
    paragraph = next(tag for tag in document.tags.find("P") if "یموب" in tag.text())
    lines = [line[::-1] for line in paragraph.lines()]
    assert len(lines) > 1
    source = EVERYTHING.read_text("utf-8")
    written = next(line for line in source.split("\n") if line.startswith("بند بومی"))
    assert squeezed("".join(lines)) == squeezed(written)


def test_notes_are_kept(printed: Built) -> None:
    notes = Document(printed.out / f"{EVERYTHING_PAGE}.pdf").notes
    assert any(
        "A note with a link (https://example.org/note), and emphasis." in note for note in notes
    )
    assert any("A second paragraph of the note." in note for note in notes)


def test_a_note_and_a_heading_of_one_name(publication: Publication) -> None:
    page = publication.issue(
        "## In the Region\n\n### One\n\nA [link](#one) and a note.[^one] Again.[^one]\n\n"
        "[^one]: The note.\n\n### Colophon\n\nSee [there](#colophon).\n"
    )
    built = publication.build("pdf")
    assert built.warnings == []
    document = Document(built.out / f"{page}.pdf")
    assert document.problems() == []
    assert len(document.notes) == 1


HOSTILE = (
    r"""#panic("no") #let x = 1 $ a $ *bold* _it_ @label <label> #raw(read("/x")) ] } " \ """
    r"""\u{41} //comment /* c */ #import "x.typ": * = heading - item ~ --- ... ' { [ # #{ `raw` """
    r"""```typ #panic()``` \"#panic()\" https://example.org/"#panic()"""
)


def test_injection(publication: Publication) -> None:
    """Syntax of Typst comes out as text wherever a contributor can write text."""
    hostile = r"""x#panic("a")" ] } \ $y$ [z] `q` @w <v> //u /*t*/"""
    yaml = hostile.replace("\\", "\\\\").replace('"', '\\"')
    markdown = re.sub(r"([\\`*_{}\[\]<>#@$\"])", r"\\\1", hostile)
    page = "issues/2031/2031-01-07-hostile"
    publication.write("issues/2031/picture.png", picture_bytes("PNG"))
    publication.write(
        f"{page}.md",
        f'---\ntitle: "T {yaml}"\ndate: 2031-01-07\nauthors: ["A {yaml}"]\n'
        f'summary: "S {yaml}"\n'
        f'lead_image:\n  file: picture.png\n  alt: "L {yaml}"\n  credit: "C {yaml}"\n'
        f'  rights: "R {yaml}"\nrevisions:\n  - date: 2031-01-08\n    kind: correction\n'
        f'    note: "N {yaml}"\n---\n\n# T {markdown}\n\n## In the Region\n\n### H {markdown}\n\n'
        f"P {markdown} [K {markdown}](https://example.org/?q=%22%23panic%28%29)\n\n"
        f"- I {markdown}\n\n> Q {markdown}\n\n| B {markdown.replace('|', '')} |\n|---|\n| D |\n\n"
        f"``c {hostile}``\n\n```text\nF {hostile}\n```\n\nnote[^a]\n\n[^a]: O {markdown}\n\n"
        f"![V {markdown}](picture.png)\n\n"
        f":::{{picture}} picture.png\n:alt: 'W {hostile}'\n"
        f":credit: 'X {hostile}'\n\nY {markdown}\n:::\n\n"
        f":::{{why-its-important}}\nU {markdown}\n:::\n\n"
        f"## Majlis Podcast\n\n:::{{podcast}} majlis\n:title: 'E {hostile}'\n\n"
        f"Z {markdown}\n:::\n\n"
        f":::{{guests}}\n- G {markdown}, role {markdown}\n:::\n\n"
        f"## Related Articles\n\n:::{{related-articles}}\n- J: [M {markdown}](https://example.org/m)"
        f" — AA {markdown}\n:::\n",
    )
    built = publication.build("pdf")
    assert built.warnings == []
    document = Document(built.out / f"{page}.pdf")
    assert document.problems() == []
    # Quotation marks are set in curls, in prose; the site has them so too.
    straight = {ord(curly): '"' for curly in "“”"}
    text = squeezed((document.text + "".join(document.notes)).translate(straight))
    for place in "TASCRNHPKIQBcFOXYUEZGJM":
        if place not in "JB":
            assert squeezed(f"{place} {hostile}") in text, place
    assert squeezed(f"AA {hostile}") in text
    alts = [figure.alt for figure in document.tags.find("Figure")]
    assert [alt[:2] for alt in alts if alt] == ["L ", "V ", "W "]
    assert all(
        alt and squeezed(alt[2:].translate(straight)).strip('"') == squeezed(hostile)
        for alt in alts
    )
    title = str(document.pdf.docinfo["/Title"])
    assert title.translate(straight) == f"T {hostile}"


class TestQuoting:
    """The one way from content to Typst, with the compiler as its judge."""

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def compiler(cls, tmp_path_factory: pytest.TempPathFactory) -> None:
        empty = tmp_path_factory.mktemp("typst") / "empty.typ"
        empty.touch()
        cls.typst = typst.Compiler(empty)

    def value(self, told: object) -> object:
        """Return what a template is told, as the compiler reads it."""
        imports, drawn = (
            program("issue.typ", without_controls(told)).decode().removesuffix("\n").split("\n")
        )
        assert imports == '#import "/issue.typ": drawn'
        assert drawn.startswith('#drawn(json(bytes("')
        assert drawn.endswith('")))')
        return json.loads(self.typst.eval(drawn[len("#drawn(") : -1]))

    @settings(max_examples=300, deadline=None)
    @given(st.text())
    @example("\\")
    @example('"')
    @example("\\u{41}")
    @example("a\u2028b\ufeff\ue000")
    @example(HOSTILE)
    def test_any_text_is_itself(self, text: str) -> None:
        assert self.value(text) == without_controls(text)

    @settings(max_examples=100, deadline=None)
    @given(st.text(alphabet=string.punctuation + "\n\tnru{}41", max_size=40))
    def test_syntax_is_text(self, text: str) -> None:
        assert self.value(text) == without_controls(text)

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.text(max_size=8), max_size=3))
    def test_collections(self, texts: list[str]) -> None:
        told = {"a": texts, "b": [None, True, 2]}
        assert self.value(told) == {"a": without_controls(texts), "b": [None, True, 2]}

    @settings(max_examples=100, deadline=None)
    @given(st.text())
    def test_nothing_invisible_is_told(self, text: str) -> None:
        told = without_controls({"a": [text]})["a"][0]
        assert not FORBIDDEN.search(told.replace("\ufffd", ""))
        assert [each for each in text if each in told or not FORBIDDEN.search(each)] == [*told]


def test_names_are_ours(printed: Built) -> None:
    """Whatever a page holds, what is called has a name that a template knows."""
    builder = PdfBuilder(printed.app, printed.app.env)
    builder.init()
    assert builder.looks
    called: set[str] = set()

    def walk(made: object) -> None:
        if isinstance(made, list):
            name, *given = made
            called.add(name)
            for each in given if name != "items" else (g for g in given if isinstance(g, list)):
                walk(each)

    for docname, issue in builder.domain.issues.items():
        page, root = Page.read(printed.app.srcdir, docname), Path(printed.app.srcdir)
        text = builder.texts.of(docname)
        walk(Translator(issue, text, page, builder.press, root).article()["body"])
    assert called - {"all", "items"} <= builder.press.functions
    assert len(called) > 30


def _article(
    publication: Publication, spoil: Callable[[Content], Content]
) -> tuple[str, list[Problem]]:
    """Translate an issue whose text has become what nothing should make of it."""
    publication.write("issues/2031/field.png", picture_bytes("PNG"))
    page = publication.issue("## In the Region\n\nA [link](https://example.org/x).\n")
    builder = publication.build("pdf").app.builder
    assert isinstance(builder, PdfBuilder)
    content = spoil(builder.texts.of(page))
    source = Page.read(publication.root, page)
    issue, root = builder.domain.issues[page], publication.root
    translator = Translator(issue, content, source, builder.press, root)
    return str(translator.article()["body"]), sorted(translator.problems)


def _body(content: Content, words: str) -> Content:
    return content._replace(parts=(content.parts[0]._replace(body=words),))


def test_every_node_of_a_page_can_be_printed() -> None:
    """As an element of plain HTML, which has a place on paper."""
    # Read by the node that holds them, or gone once the page has been resolved.
    parts = {nodes.document, nodes.label, addnodes.pending_xref}
    for node in ALLOWED_NODES - parts:
        is_left_out = node.__name__ in LEFT_OUT or issubclass(node, nodes.Text)
        own = getattr(node, "printed", None)
        assert is_left_out or own or any(base in FORMS for base in node.__mro__), node.__name__
    made = {form for form in FORMS.values() if isinstance(form, str)}
    template = (REPOSITORY / "_templates/press.typ").read_text("utf-8")
    functions = set(re.findall(r"(?m)^#let ([a-z]+)\(", template))
    # What holds others, which find their own place.
    assert made - PRINTERS.keys() - functions == {"", "thead", "tbody", "tr"}


def test_a_missing_description_is_a_problem(publication: Publication) -> None:
    """Reading asks for one; printing makes none up, should one be missing all the same."""
    image = '<img data-source="issues/2031/field.png" alt="{}"/>'
    words = f"<div><p>{image.format('')}</p><p>{image.format('  ')}</p></div>"
    body, problems = _article(publication, lambda content: _body(content, words))
    (problem,) = problems
    assert problem.message == "The picture “issues/2031/field.png” has no description."
    assert "field" not in body


def test_an_address_of_another_scheme_is_a_problem(publication: Publication) -> None:
    wrong = ["javascript:alert(1)", "file:///etc/passwd", "data:,x", "//x", " https://x"]
    links = [f'<a href="{url}">words</a>' for url in [*wrong, "mailto:desk@example.org"]]
    words = f"<div><p>{''.join(links)}</p></div>"
    body, problems = _article(publication, lambda content: _body(content, words))
    assert sorted(problem.message.split("“")[1].split("”")[0] for problem in problems) == (
        sorted(wrong)
    )
    assert "'mailto:desk@example.org'" in body


def test_a_missing_letter_is_a_problem(publication: Publication) -> None:
    good = publication.issue("## In the Region\n\nA sentence.\n", name="good")
    bad = publication.issue(
        "## In the Region\n\n### A story\n\nA first line\nand a letter ꦏ on the second.\n",
        date="2031-01-14", name="bad",
    )  # fmt: skip
    built = publication.build("pdf")
    line = 1 + next(
        n
        for n, text in enumerate(Path(built.app.srcdir, f"{bad}.md").read_text().split("\n"))
        if "ꦏ" in text
    )
    said = f"{bad}.md:{line}: WARNING: The PDF has no letter U+A98F JAVANESE LETTER KA “ꦏ”."
    assert said in built.warnings[0]
    assert "Write it with other letters" in built.warnings[0]
    assert not (built.out / f"{bad}.pdf").exists()
    assert (built.out / f"{good}.pdf").exists()
    assert built.app.statuscode == 1
    assert built.warnings[-2].startswith(f"{bad}.pdf: {bad}.md:{line}:")


LONG_WORDS = [
    "https://central-asia-in-focus.example/issues/2024/2024-04-09-central-asians-targeted.html",
    "https://example.org/a?b=c&d=e&source=" + "q" * 40 + "#part.",
    "https://example.org/" + "c" * 90,
    "a_name/that_goes(on,and)on.and_on-and-on:with;every,sign~of+them",
    "Ұзынсөз" * 12,
    "x" * 31,
]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
def test_long_words_are_copied_as_they_are_written(publication: Publication) -> None:
    """In prose, lists, notes, code and cells, wherever on a line they begin."""
    cell = "|".join(["1,234,567,890", "Qazaqstan-Respublikasy"] * 6)
    prose = [f"{'fiction ' * n}{word} and on." for word in LONG_WORDS for n in range(1, 9)]
    page = publication.issue(
        "## In the Region\n\n### A story\n\n"
        + "\n\n".join(prose)
        + "\n\n"
        + "".join(
            f"- {word} and on. [Words]({LONG_WORDS[0]}{n})\n" for n, word in enumerate(LONG_WORDS)
        )
        + "\n\n".join(f"\n`{word}` and on." for word in LONG_WORDS)
        + f"\n\n|{cell}|\n|{'-|' * 12}\n|{cell}|\n"
    )
    built = publication.build("pdf")
    assert built.warnings == []
    for name in (page, "issues/2031"):
        document = Document(built.out / f"{name}.pdf")
        assert document.problems() == []
        text = _as_copied(built.out / f"{name}.pdf")
        assert not set("\u200b\u200e") & set(text)
        bare = "".join(text.split())
        for word in LONG_WORDS:
            assert bare.count(f"{word}andon.") == 10
        for link in set(document.links):
            assert link in bare
        cells = [tag.text() for kind in ("TH", "TD") for tag in document.tags.find(kind)]
        assert cells.count("1,234,567,890") == 12
        # An address goes on in the next line with its sign.
        assert not re.search(r"://\S*[-/]\n[a-z0-9]", text)
        assert re.search(r"://\S*\n[-/]\S+ and on", text)


def _as_copied(path: Path) -> str:
    """Return the text as other people's software reads it, which joins what hyphens divide."""
    return subprocess.run(
        ["pdftotext", str(path), "-"], check=True, capture_output=True, text=True
    ).stdout


def test_nothing_runs_off_the_page(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked at: the margins are white, whatever an issue holds."""
    word = "Ұзынсөз" * 20
    wide = "|".join("Qazaqstan-Respublikasy" for _ in range(12))
    page = publication.issue(
        f"## In the Region\n\n### {word}\n\n{word} `{'name_' * 30}` [l](https://example.org/{word})"
        f"\n\n- {word}\n\n> {word}\n\n```text\n{'x' * 300}\n```\n\n"
        f"|{wide}|\n|{'-|' * 12}\n|{wide}|\n\n:::{{why-its-important}}\n{word}\n:::\n",
        title=word[:100],
    )
    sources: list[bytes] = []
    whole = Press.compile

    def keep(press: Press, job: Job) -> bytes:
        sources.append(job.source)
        return whole(press, job)

    monkeypatch.setattr(Press, "compile", keep)
    built = publication.build("pdf")
    assert built.warnings == []
    assert Document(built.out / f"{page}.pdf").problems() == []
    folder = publication.root / "_build/doctrees/pdf"
    pages = compiler(folder, folder).compile(sources[0], format="png", ppi=50)
    for picture in map(io.BytesIO, pages if isinstance(pages, list) else [pages or b""]):
        image = Image.open(picture).convert("L")
        margin = round(20 / 25.4 * 50)
        for left in (0, image.width - margin):
            strip = image.crop((left, 0, left + margin, image.height))
            assert strip.getextrema() == (255, 255)
