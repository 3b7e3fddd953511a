"""What the site and the PDFs say themselves, in every language that has a catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from periodical import words
from periodical.defaults import said_by_scripts
from periodical.markup.directives.why_its_important import LABEL
from periodical.markup.languages import format_date
from periodical.model.issue import RevisionKind
from periodical.model.publication import Kind
from periodical.model.registry import MENTIONED
from periodical.search.reading import KINDS
from periodical.words import LOCALE

from .conftest import REPOSITORY, Publication

PACKAGE = REPOSITORY / "extensions/periodical"
CATALOGUES = sorted(LOCALE.glob("*.po"))
SAYING = {
    ".atom", ".html", ".jinja", ".jsonfeed", ".mjml", ".opf", ".opml", ".rss", ".txt", ".xhtml",
    ".xml",
}  # fmt: skip
KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}
NAMES_OF_FACES = ("Noto ", "Source S", "Source Code", "Amiri", "Frank Ruhl", "Look")


def signs_of(text: str) -> list[str]:
    """Return the signs for which values are put."""
    return sorted(re.findall(r"%s|%\(\w+\)s|\{\}", text))


Message = str | tuple[str, str]


def messages() -> Iterator[Message]:
    """Yield all that is said: in code, in templates, and what values of data are called."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield from extracted("python", path)
    for folder in (REPOSITORY / "_templates", PACKAGE / "starter"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in SAYING:
                yield from extracted("jinja2", path)
    for path in sorted((REPOSITORY / "_templates").rglob("*.typ")):
        for text in re.findall(r'"((?:[^"\\\n]|\\.)*)"', path.read_text("utf-8")):
            is_said = re.search(r"[a-z]{2}", text) and (" " in text or text[0].isupper())
            is_code = re.search(r"[{}+\\]|pdfdetach", text)
            if is_said and not is_code and not text.startswith(NAMES_OF_FACES):
                yield text
    yield from said_by_scripts()
    yield from said_by_styles()
    yield LABEL
    yield from (kind.capitalize() for kind in RevisionKind)
    for kind in MENTIONED:
        yield from (str(kind), kind.plural, kind.plural.capitalize())
    yield from (kind.holds.title for kind in Kind)
    yield from ("issue", "section", *(KINDS.get(kind, str(kind)) for kind in Kind))
    conf = (REPOSITORY / "conf.py").read_text("utf-8")
    yield from re.findall(r'"(?:toc_title|search_bar_text)": "([^"]+)"', conf)


def said_by_styles(language: str = "") -> list[str]:
    """Return what the style sheets say, in the language of the sources or another."""
    root = re.escape(f":root:lang({language}) {{" if language else ":root {")
    sheets = (path.read_text("utf-8") for path in sorted((REPOSITORY / "_static").glob("*.css")))
    rules = (rule for sheet in sheets for rule in re.findall(rf"(?m)^{root}(.*)", sheet))
    return [words for rule in rules for words in re.findall(r'--says-[a-z]+: "([^"]*)"', rule)]


def extracted(method: str, path: Path) -> Iterator[Message]:
    if method == "jinja2":
        method = "jinja2.ext:babel_extract"
    for _, message, _, _ in extract_from_file(method, path, keywords=KEYWORDS):
        yield message


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_is_complete(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    said = {message if isinstance(message, str) else message[0] for message in messages()}
    written = {m.id if isinstance(m.id, str) else m.id[0]: m for m in catalogue if m.id}
    assert sorted(said - written.keys()) == []
    assert sorted(written.keys() - said) == []
    for first, message in written.items():
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        forms = message.string if isinstance(message.id, tuple) else (message.string,)
        assert len(forms) == (catalogue.num_plurals if len(ids) > 1 else 1), first
        for form in forms:
            assert form, first
            assert not list(message.check(catalogue)), first
            assert signs_of(form) in [signs_of(each) for each in ids], first
            # A word that begins or ends in a space goes on there.
            assert first[0] != " " or form[0] == " ", first
            assert (first[-1] == " ") == (form[-1] == " "), first


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_style_sheets_say_what_a_catalogue_says(path: Path) -> None:
    english = said_by_styles()
    assert len(english) == 3
    translated = words.translator(path.stem).gettext
    assert said_by_styles(path.stem) == [translated(each) for each in english]


def test_style_sheets_say_nothing_else() -> None:
    for path in (REPOSITORY / "_static").glob("*.css"):
        assert re.findall(r'content: "[^"]*\w[^"]*"', path.read_text("utf-8")) == []


class Marked(NullTranslations):
    """Says everything in brackets, so that what does not go through it is seen."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, several: str, count: int) -> str:
        return f"⟦{one if count == 1 else several}⟧"


CYRILLIC = """\
## Вымысел

### Озеро

На [озере](https://example.org) был {person}`человек`.[^1] Потом он ушёл.

:::{why-its-important}
Это вымысел.
:::

[^1]: Примечание.
"""
NEITHER_WORDS_NOR_OURS = re.compile(
    r"⟦[^⟧]*⟧|https?://\S+|\S+\.(?:md|html|atom\.xml|rss\.xml|json|opml|ics)|SHA-256|[0-9a-f]{20,}"
    r"|PDF|EPUB|JATS|Atom|RSS|JSON Feed|OPML|iCalendar|BibTeX|RIS|CSL-JSON|Markdown|sha256sum"
)


def test_nothing_is_said_in_english_alone(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a reader sees of a publication in Cyrillic is Cyrillic, or went through a catalogue."""
    monkeypatch.setattr(words, "translator", lambda language: Marked())
    monkeypatch.setattr(words, "_spoken", [("", Marked())])
    section = {"title": "Вымысел", "kind": "stories"}
    conf = (publication.root / "conf.py").read_text("utf-8")
    publication.write(
        "conf.py",
        f"""{conf}
project = html_title = "Озеро"
language = "ru"
periodical_tagline = "Вымысел"
periodical_publisher = {{"name": "Озеро"}}
periodical_licence = None
periodical_sections = [{section!r}]
""",
    )
    for path in (publication.root / "_data").glob("*.yaml"):
        path.write_text("", "utf-8")
    publication.write(
        "_data/people.yaml", "- {id: chelovek, name: Человек, spellings: [человек]}\n"
    )
    publication.write("index.md", "# Озеро\n")
    for name in ("about.md", "subscribe.md"):
        publication.write(name, "# Озеро\n")
    revision = "{date: 2031-01-19, kind: correction, note: Вымысел.}"
    extra = f"language: ru\nvolume: 1\nnumber: 2\nrevisions: [{revision}]\n"
    for day in ("07", "14"):
        page = publication.issue(CYRILLIC, date=f"2031-01-{day}", title="Озеро", extra=extra)
        text = (publication.root / f"{page}.md").read_text("utf-8")
        text = text.replace("A. Fictional Author", "Автор").replace(
            "A fictional summary for a test.", "Вымысел."
        )
        publication.write(f"{page}.md", text)
    built = publication.build()
    assert built.warnings == []
    assert len(built.pages) > 10
    english = set()
    for page in built.pages:
        html = built.html(page)
        for hidden in html.select("script, style, code, svg"):
            hidden.decompose()
        said = [*html.stripped_strings]
        said += [
            tag[name] for name in ("aria-label", "title", "alt") for tag in html.select(f"[{name}]")
        ]
        left = (NEITHER_WORDS_NOR_OURS.sub("", str(each)) for each in said)
        english |= {(page, each) for each in left if re.search(r"[A-Za-z]{3}", each)}
    assert sorted(english) == []


def test_words_of_the_site_in_a_text_of_another_language_have_their_own(
    publication: Publication,
) -> None:
    """WCAG 2.2, 3.1.2: on a Russian page of an English publication, “By” is spoken as English."""
    source = "{title: Вымысел, authors: [Автор], publisher: Вымысел, date: 2030-01-01, note: Так}"
    revision = "{date: 2031-01-19, kind: correction, note: Вымысел.}"
    page = publication.issue(
        "## In the Region\n\n### Озеро\n\n:::{story}\n:date: 2031-01-05\n:::\n\nСлова.\n\n"
        ":::{why-its-important}\nСлова.\n:::\n\n## Majlis Podcast\n\n:::{podcast} majlis\n"
        ":date: 2031-01-06\n\nСлова.\n:::\n",
        title="Озеро",
        extra=f"language: ru\nvolume: 1\nnumber: 2\ntopics: [roads]\nrevisions: [{revision}]\n"
        f"source: {source}\n",
    )
    built = publication.build()
    assert built.warnings == []
    english = ("By", "Roads", "Volume 1", "No. 2", "An adaptation.", "5 January 2031",
               "6 January 2031", "Correction, 19 January 2031", "Why It’s Important")  # fmt: skip
    found = dict[str, str]()
    for text in built.html(page).select_one("article").find_all(string=True):
        around = next(each for each in text.parents if each.get("lang"))
        found[text.strip()] = around["lang"]
    assert {each: found[each] for each in english} == dict.fromkeys(english, "en")
    assert {found[each] for each in ("Озеро", "Слова.", "Вымысел.", "Так", "7 января 2031")} == {
        "ru"
    }


@pytest.mark.parametrize(
    ("language", "day"),
    [("ru", "5 января 2031"), ("uk", "5 січня 2031"), ("kk", "2031\u202fж. 5 қаңтар"),
     ("hu", "2031. január 5."), ("en", "5 January 2031")],
)  # fmt: skip
def test_a_day_ends_no_sentence(language: str, day: str) -> None:
    """«2031 г.» before a full stop would have two."""
    assert format_date("2031-01-05", language) == day
