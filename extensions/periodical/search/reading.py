"""The words of an issue, taken while it is read: its stories as records of the search.

They are kept in a small file beside the doctree, so that a build reads again only what is new.
"""

import functools
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import Stemmer
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..domain import periodical_domain
from ..ledger.outputs import code_of
from ..markup.places import prose, scope_of
from ..model.files import fingerprint, kept
from ..model.publication import Kind
from ..model.records import IssueRecord
from .folding import fold, pairs, words

FOLDER = "search"
ONCE, OFTEN, NAMED, HEADLINE = range(4)
"""How much a word says of a record: it is in its text, once or often; it names someone or
something mentioned there; it is in the headline."""

STEMMED = {"ar", "de", "en", "es", "fr", "it", "ru", "tr"}
"""Languages with an algorithm of Snowball (https://snowballstem.org); there are none for Kazakh,
Kyrgyz, Tajik, Turkmen and Uzbek."""

WITHOUT_STEMS = {"kk", "ky", "tg", "tt", "mn", "uz", "uk", "be", "bg", "mk", "sr"}
"""Languages in Cyrillic letters of which Russian endings are not true."""

KINDS: dict[Kind | None, str] = {Kind.STORIES: "story", Kind.BRIEFS: "brief"}
"""What a story in a section of some kinds is; another section is what its kind says."""


class Record(NamedTuple):
    """What a hit can be: a story, a section without stories, or an issue as a whole.

    Args:
        anchor: Its address in the page; empty for the issue.
        section: The heading of its section.
        kind: What it is: `issue`, `story`, `brief`, `podcast` …
        text: Its words as they are read.
        levels: How much each of its words says of it.
        pairs: Which words stand side by side in it, for phrases.
    """

    anchor: str
    title: str
    section: str
    kind: str
    text: str
    levels: dict[str, int]
    pairs: list[int]


def records_of(issue: IssueRecord, document: nodes.document) -> Iterator[Record]:
    """Yield the records of an issue, itself the first."""
    language = issue.head.language
    texts: dict[str, list[str]] = defaultdict(list)
    for scope, text in _texts(document):
        texts[scope].append(text)

    def record(anchor: str, title: str, section: str, kind: str) -> Record:
        text = "\n".join(texts[anchor])
        said, headline = [*words(text)], [*words(title)]
        counted = Counter(said).items()
        levels = {_key(word, language): OFTEN if often > 1 else ONCE for word, often in counted}
        levels |= {_key(word, language): HEADLINE for word in headline}
        together = sorted(pairs(headline) | pairs(said))
        return Record(anchor, title, section, kind, text, levels, together)

    texts[""].insert(0, issue.head.summary)
    yield record("", issue.head.title, "", "issue")
    for section in issue.sections:
        if section.anchor in texts:
            kind = KINDS.get(section.kind, section.kind or "section")
            yield record(section.anchor, section.title, section.title, kind)
        for story in section.stories:
            yield record(story.anchor, story.title, section.title, KINDS.get(story.kind, "story"))


def _texts(node: nodes.Element) -> Iterator[tuple[str, str]]:
    """Yield the blocks of text of a page, each with the address of its story."""
    for child in node.children:
        in_text = getattr(child, "in_text", not isinstance(child, nodes.system_message))
        if not in_text or not isinstance(child, nodes.Element):
            continue
        if not isinstance(child, nodes.TextElement):
            yield from _texts(child)
            continue
        is_headline = isinstance(child, nodes.title) and isinstance(node, nodes.section)
        if not is_headline and (text := " ".join(prose(child).split())):
            yield scope_of(child), text


@functools.cache
def _key(word: str, language: str) -> str:
    """Return a word, and the form that it shares with its other forms."""
    return f"{word} {fold(stem(word, language))}"


def stem(word: str, language: str) -> str:
    """Return a word without its ending, by the language of the page and the script of the word."""
    language = language.partition("-")[0]
    if "а" <= word[0] <= "ӿ":
        language = "" if language in WITHOUT_STEMS else "ru"
    elif word[0].isascii() and language not in STEMMED:
        language = "en"
    return str(_stemmer(language).stemWord(word)) if language in STEMMED else word


_stemmer = functools.cache(Stemmer.Stemmer)


def keys_of_name(name: str) -> tuple[str, ...]:
    """Return the words of a name, each with its form, whatever the language of the page."""
    return tuple(_key(word, "en") for word in words(name))


def kept_records(
    docname: str, env: BuildEnvironment, document: nodes.document | None = None
) -> list[Record]:
    """Return the records of an issue, as they are kept, or made of its doctree."""
    issue = periodical_domain(env).issues[docname]
    file = Path(env.doctreedir, FOLDER, f"{docname}.json")

    def make() -> list[Record]:
        return [*records_of(issue, document or env.get_doctree(docname))]

    return [Record(*each) for each in kept(file, fingerprint(code_of(FOLDER), issue), make)]


def keep_records(app: Sphinx, document: nodes.document) -> None:
    """Keep the records of a page that has just been read, if it is an issue."""
    docname = app.env.docname
    if docname in periodical_domain(app.env).issues:
        kept_records(docname, app.env, document)
