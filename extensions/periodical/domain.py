"""Floor 3: the Sphinx domain ``periodical``.

It collects the records of every issue while pages are read, merges what parallel workers collected,
resolves references between issues, and fills in what only the whole archive and the registry know:
names, titles and teasers. Outputs read its records, never the source.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Set
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from .markup.dates import format_date
from .markup.directives.fact_of_the_week import fact_of_the_week
from .markup.directives.guests import guest
from .markup.directives.podcast import podcast, podcast_details, podcast_title
from .markup.directives.related_articles import (
    related_article,
    related_category,
    related_teaser,
    related_title,
)
from .markup.directives.why_its_important import why_its_important
from .markup.head import byline, byline_author, topic_line
from .markup.parser import HEAD, report
from .markup.references import DOMAIN, IssueRole
from .markup.rules import Surroundings
from .model.chronicle import Chronicle
from .model.guests import Guest
from .model.issue import IssueHead
from .model.publication import Kind, Publication, publication_from
from .model.records import (
    CalloutRecord,
    EpisodeRecord,
    FactRecord,
    IssueRecord,
    SectionRecord,
    StoryRecord,
)
from .model.registry import Registry, read_registry

logger = logging.getLogger(__name__)

REPORTED = "reported"
"""An attribute of references that stand on another page as well, and are reported there."""


class PeriodicalDomain(Domain):
    """Issues and what is in them."""

    name = DOMAIN
    label = "Periodical"
    data_version = 1
    object_types: ClassVar = {"issue": ObjType("issue", "issue")}
    roles: ClassVar = {"issue": IssueRole()}
    initial_data: ClassVar = {"issues": {}}

    @property
    def issues(self) -> dict[str, IssueRecord]:
        """The records by docname, in no order."""
        records: dict[str, IssueRecord] = self.data["issues"]
        return records

    @cached_property
    def publication(self) -> Publication:
        """What `conf.py` says of the publication."""
        return publication_from({value.name: value.value for value in self.env.config})

    @cached_property
    def _registry(self) -> tuple[Registry, Iterable[Any]]:
        return read_registry(Path(self.env.srcdir))

    @property
    def registry(self) -> Registry:
        """What `_data/` says."""
        return self._registry[0]

    @cached_property
    def surroundings(self) -> Surroundings:
        """What a page is judged against; references are resolved once all pages are read."""
        return Surroundings(Path(self.env.srcdir), self.publication, self.registry, issues=None)

    @property
    def chronicle(self) -> Chronicle:
        """All issues that have been read, in the order of time."""
        if self._chronicle is None:
            self._chronicle = Chronicle.of(self.issues.values())
        return self._chronicle

    _chronicle: Chronicle | None = None

    def report_registry(self) -> None:
        """Warn of what is wrong with `_data/`."""
        for problem in self._registry[1]:
            report(problem)

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        self._chronicle = None
        self.issues.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what a worker collected for the pages it read."""
        self._chronicle = None
        for docname in docnames:
            if docname in otherdata["issues"]:
                self.issues[docname] = otherdata["issues"][docname]

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Record a page that has been read, if it is an issue."""
        head = env.temp_data.get(HEAD)
        if head is not None:
            self._chronicle = None
            self.issues[docname] = record_issue(env, docname, document, head)

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """Resolve a reference to an issue, by id or by date."""
        issue = self.chronicle.find(target)
        if issue is None:
            return None
        words = contnode if node.get("refexplicit") else nodes.inline("", issue.head.title)
        words["classes"] = ["xref", DOMAIN]
        made = make_refnode(builder, fromdocname, issue.docname, None, words, issue.head.title)
        made["issue"] = issue.id
        return made

    def resolve_any_xref(self, *args: Any, **kwargs: Any) -> list[tuple[str, nodes.reference]]:
        """Take no part in ``any`` references: an id here could be a label elsewhere."""
        return []

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield the issues, for `objects.inv` and search."""
        for issue in self.chronicle.issues:
            yield issue.id, issue.head.title, "issue", issue.docname, "", 1


def record_issue(
    env: BuildEnvironment, docname: str, document: nodes.document, head: IssueHead
) -> IssueRecord:
    """Return the record of a page that has just been read.

    Parameters
    ----------
    env, docname
        The environment, and the page in it.
    document
        Its doctree, unresolved.
    head
        Its front matter.
    """
    sections, stories = [], []
    for section in document.findall(nodes.section):
        kind = _kind_of(section)
        title = section[0].astext()
        if "kind" in section:
            sections.append(SectionRecord(title, kind, section["ids"][0]))
        elif kind in (Kind.STORIES, Kind.BRIEFS) and "kind" in section.parent:
            stories.append(StoryRecord(title, section["ids"][0], kind))
    references = dict.fromkeys(
        str(node["reftarget"])
        for node in document.findall(pending_xref)
        if node.get("refdomain") == DOMAIN and node.get("reftype") == "issue"
    )
    return IssueRecord(
        docname=docname,
        head=head,
        sections=tuple(sections),
        stories=tuple(stories),
        callouts=tuple(
            CalloutRecord("\n\n".join(child.astext() for child in node[1:]), _anchor_of(node))
            for node in document.findall(why_its_important)
        ),
        facts=tuple(_facts(document)),
        episodes=tuple(_episodes(document)),
        references=tuple(references),
        picture=_picture(docname, head),
        digest=hashlib.sha256(Path(env.doc2path(docname)).read_bytes()).hexdigest(),
    )


def _picture(docname: str, head: IssueHead) -> str | None:
    return f"{PurePosixPath(docname).parent}/{head.lead_image.file}" if head.lead_image else None


def _section_of(node: nodes.Node) -> nodes.section | None:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, nodes.section):
            return node
    return None


def _kind_of(node: nodes.Node) -> Kind | None:
    """Return the kind of the declared section in which a node stands, or which it is."""
    section = node if isinstance(node, nodes.section) else _section_of(node)
    while section is not None and "kind" not in section:
        section = _section_of(section)
    return Kind(section["kind"]) if section is not None else None


def _anchor_of(node: nodes.Node) -> str:
    section = _section_of(node)
    return str(section["ids"][0]) if section is not None and section["ids"] else ""


def _facts(document: nodes.document) -> Iterator[FactRecord]:
    for section in document.findall(nodes.section):
        if section.get("kind") != Kind.FACT:
            continue
        directives = list(section.findall(fact_of_the_week))
        for fact in directives:
            words = [child for child in fact if not isinstance(child, nodes.attribution)]
            yield FactRecord(
                "\n\n".join(child.astext() for child in words),
                _anchor_of(fact),
                fact.get("date"),
                fact.get("source"),
            )
        if not directives:
            text = "\n\n".join(child.astext() for child in section[1:])
            yield FactRecord(text, section["ids"][0])


def _episodes(document: nodes.document) -> Iterator[EpisodeRecord]:
    for section in document.findall(nodes.section):
        if section.get("kind") != Kind.PODCAST:
            continue
        found = [Guest(node["name"], node["roles"]) for node in section.findall(guest)]
        shows = list(section.findall(podcast))
        for show in shows:
            yield EpisodeRecord(
                show=show["show"] or "",
                title=show.get("title"),
                date=show.get("date"),
                audio=show.get("audio"),
                duration=show.get("duration"),
                summary="\n\n".join(child.astext() for child in show),
                guests=tuple(found),
                anchor=section["ids"][0],
            )
            found = []  # the guests of a section with several episodes are those of the first
        if found and not shows:
            yield EpisodeRecord("", None, None, None, None, "", tuple(found), section["ids"][0])


class FillIn(SphinxPostTransform):
    """Print names, titles and teasers that only the registry and the archive know.

    Runs before references are resolved (priority 10), so that a card knows which issue it is for.
    """

    default_priority = 8

    def run(self, **kwargs: Any) -> None:
        """Fill in a page that is about to be written."""
        domain: PeriodicalDomain = self.env.get_domain(DOMAIN)  # type: ignore[assignment]
        for node in self.document.findall(byline):
            self._fill_byline(node, domain.registry)
        for line in self.document.findall(topic_line):
            names = [domain.registry.topic(topic).name for topic in line["topics"]]
            line.children = []
            line += nodes.Text(", ".join(names))
        for episode in list(self.document.findall(podcast)):
            fill_episode(episode, domain.registry)
        for card in list(self.document.findall(related_article)):
            fill_card(card, domain)

    def _fill_byline(self, node: byline, registry: Registry) -> None:
        node.children = []
        node += nodes.Text("By ")
        last = len(node["authors"]) - 1
        for index, author in enumerate(node["authors"]):
            if index:
                node += nodes.Text(" and " if index == last else ", ")
            person = registry.person(author)
            node += byline_author(person.name, person.name, person=person.id)


def fill_episode(episode: podcast, registry: Registry) -> None:
    """Print the name of an episode's show, its title, date, length and links."""
    show = registry.shows.get(episode["show"] or "")
    name = show.name if show else str(episode["show"])
    title = podcast_title("", "", nodes.strong(name, name))
    if episode.get("title"):
        title += [nodes.Text(": "), nodes.Text(episode["title"])]
    details: list[nodes.Node] = []
    if episode.get("date"):
        details.append(nodes.Text(format_date(episode["date"])))
    if episode.get("duration"):
        details.append(nodes.Text(spoken_duration(episode["duration"])))
    if show and show.publisher:
        details.append(nodes.Text(show.publisher))
    if episode.get("audio"):
        words = f"Listen to {episode.get('title') or name}"
        details.append(nodes.reference("", words, refuri=episode["audio"]))
    if link := episode.get("link") or (str(show.url) if show and show.url else None):
        details.append(nodes.reference("", f"The page of {name}", refuri=link))
    episode.insert(0, title)
    if details:
        parts: list[nodes.Node] = []
        for detail in details:
            parts += [nodes.Text(" · "), detail] if parts else [detail]
        episode.insert(1, podcast_details("", "", *parts))


def spoken_duration(duration: str) -> str:
    """Return an ISO 8601 duration such as ``PT1H4M`` in words."""
    words = {"H": "h", "M": "min", "S": "s"}
    number, parts = "", []
    for character in duration.removeprefix("PT"):
        if character.isdigit():
            number += character
        else:
            parts.append(f"{number} {words[character]}")
            number = ""
    return " ".join(parts)


def fill_card(card: related_article, domain: PeriodicalDomain) -> None:
    """Give a card for an issue of this publication that issue's topic and summary."""
    reference = next(iter(card.findall(pending_xref)), None)
    if reference is None or reference.get("refdomain") != DOMAIN:
        return
    issue = domain.chronicle.find(reference["reftarget"])
    if issue is None:
        return  # the reference itself is reported when it is resolved
    head = issue.head
    if not any(isinstance(child, related_category) for child in card):
        at = next(n for n, child in enumerate(card) if isinstance(child, related_title))
        card.insert(at, related_category("", format_date(head.date)))
    if not any(isinstance(child, related_teaser) for child in card):
        card += related_teaser(head.summary, head.summary)


def warn_of_missing_issue(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Say which issues there are, when a reference means none or several."""
    if not isinstance(domain, PeriodicalDomain):
        return None
    if node.get(REPORTED):
        return True
    message, advice = domain.chronicle.index.explain(node["reftarget"])
    logger.warning("%s %s", message, advice, location=node, type=DOMAIN, subtype="issue")
    return True


def setup_domain(app: Sphinx) -> None:
    """Register the domain and what fills in its pages."""
    app.add_domain(PeriodicalDomain)
    app.add_post_transform(FillIn)
    app.connect("warn-missing-reference", warn_of_missing_issue)
