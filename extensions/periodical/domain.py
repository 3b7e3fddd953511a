"""Floor 3: the Sphinx domain ``periodical``.

It collects the records of every issue while pages are read, merges what parallel workers collected,
resolves references between issues, and fills in what only the whole archive and the registry know:
names, titles and teasers. Outputs read its records, never the source.
"""

import re
from collections.abc import Iterator, Mapping, Set
from functools import cached_property, partial
from html import unescape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.errors import ConfigError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from .maps import OUTLINES_FILE, KeptMaps
from .markup.judging import Surroundings
from .markup.nodes import OwnNode, ancestors, key_of, say_language
from .markup.places import line_of
from .markup.quotes import smart_quotes
from .markup.reading import PAGE, report
from .markup.references import DOMAIN, ISSUE, ROLES, STORY, no_heading_at, target_of
from .model.concordance import Concordance
from .model.git import History, Version, paths_of
from .model.messages import Account, Complaint, Problem, TroubleError
from .model.names import NameFinder, fold_name
from .model.page import PAGE_SUFFIX, IssueIndex, Page, claimed_twice, is_issue
from .model.publication import CONFIG, Publication, publication_from, read_publication
from .model.records import IssueRecord
from .model.registry import DATA_FOLDER, MENTIONED, Registry, entry_page, read_registry
from .recording import record_issue


class PeriodicalDomain(Domain):
    """Issues and what is in them."""

    name = DOMAIN
    label = "Periodical"
    data_version = 8
    object_types: ClassVar = {
        kind: ObjType(kind, kind) for kind in (ISSUE, STORY, *map(str, MENTIONED))
    }
    roles: ClassVar[dict[str, Any]] = ROLES
    initial_data: ClassVar = {"issues": {}, "names": set(), "problems": {}, "sources": {}}

    def setup(self) -> None:
        """Name what is kept: it is loaded by now."""
        super().setup()
        self.issues: dict[str, IssueRecord] = self.data["issues"]
        """The records by docname, in no order."""
        self.problems: dict[str, dict[Problem, None]] = self.data["problems"]
        """What reading refused on pages of issues, by docname; pages without are not in it.

        Those of a page are the keys of a dictionary: each once, in the order of reading.
        """
        self.unread: list[Problem] = []
        """Why files of `issues/` are not read at all, in their order."""
        self.on_disk = IssueIndex(())
        """The issues that are on the site, were all of them right: as `check` finds them."""
        self.sources: dict[str, str] = self.data["sources"]
        """What all pages were read from: a digest of the files' content, by docname."""

    @cached_property
    def publication(self) -> Publication:
        """What `conf.py` says of the publication."""
        return publication_from({name: self.env.config[name] for name in CONFIG})

    @cached_property
    def registry(self) -> Registry:
        """What `_data/` says, and what is wrong with it."""
        return read_registry(Path(self.env.srcdir))

    @cached_property
    def surroundings(self) -> Surroundings:
        """What a page is judged against; references are resolved once all pages are read."""
        return Surroundings(Path(self.env.srcdir), self.publication, self.registry, issues=None)

    @cached_property
    def released(self) -> Mapping[str, tuple[Version, ...]]:
        """The released texts of the issues that have been revised since, once all are read."""
        revised = {name: issue.head for name, issue in self.issues.items() if issue.head.revisions}
        pages = {name: paths_of(name, head) for name, head in revised.items()}
        return History(Path(self.env.srcdir)).versions(pages) if pages else {}

    @cached_property
    def maps(self) -> KeptMaps:
        """What draws maps, if the publication has outlines of countries."""
        folder, outlines = Path(self.env.doctreedir, "maps"), Path(DATA_FOLDER, OUTLINES_FILE)
        return KeptMaps(folder, self.env.srcdir / outlines, self.env.config.periodical_code)

    @property
    def volumes(self) -> frozenset[int]:
        """The years that have a volume: all, or all but the latest, as `conf.py` says."""
        skipped = 0 if self.publication.current_volume else 1
        return frozenset(self.concordance.years[skipped:])

    @cached_property
    def concordance(self) -> Concordance:
        """Who and what is mentioned where, in all issues that have been read."""
        return Concordance(self.issues.values(), self.registry)

    def authors_of(self, *issues: IssueRecord) -> list[str]:
        """Return the names of the authors of issues, each once, as they are printed."""
        authors = (self.registry.person(each) for issue in issues for each in issue.head.authors)
        return list(dict.fromkeys(self.printed(author.name) for author in authors))

    def topics_of(self, *issues: IssueRecord) -> list[str]:
        """Return the names of the topics of issues, each once, as they are printed."""
        topics = (self.registry.topic(each) for issue in issues for each in issue.head.topics)
        return list(dict.fromkeys(self.printed(topic.name) for topic in topics))

    def borrowed_by(self, issue: IssueRecord) -> list[object]:
        """Return what the text of an issue shows that is not in its source, as plain data."""
        led_to = ((self.concordance.find(each.issue), each.anchor) for each in issue.references)
        return [
            self.env.all_docs[issue.docname],  # when it was read tells one reading from another
            [(to.docname, to.head, to.heading_at(at)) if to else None for to, at in led_to],
            [self.registry.shows.get(episode.show) for episode in issue.episodes],
            self.authors_of(issue),
            self.topics_of(issue),
        ]

    def page_named_by(self, node: nodes.Element) -> str:
        """Return the page of the entry that a node names; empty if none is, or it is in a link."""
        key = key_of(node)
        within = any(isinstance(each, nodes.reference) for each in ancestors(node))
        return entry_page(key) if key in self.concordance.entries and not within else ""

    def printed(self, text: str) -> str:
        """Return a text of `_data/` as it is printed on a page."""
        return smart_quotes(text, self.publication.language)

    def forget(self, name: str) -> None:
        """Have what was looked up, or put together, made again when it is asked for."""
        self.__dict__.pop(name, None)

    def explain(self, reference: pending_xref) -> Complaint | None:
        """Return what is wrong with a reference to an issue or a story; `None` if nothing is.

        Of one that means a page that is broken, nothing is said: that page has been reported.
        """
        target, anchor = target_of(reference)
        issue = self._led_to(reference)
        if issue is None:
            return self.on_disk.explain(target)
        if not anchor or anchor in issue.anchors:
            return None
        where = f"the issue {issue.id}"
        return no_heading_at(anchor, issue.anchors, issue.head.moved_anchors, where)

    def _led_to(self, reference: nodes.Element) -> IssueRecord | None:
        target, _ = target_of(reference)
        return self.concordance.find(target) if target else self.issues.get(reference["refdoc"])

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        self.forget("concordance")
        for table in ("issues", "problems", "sources"):
            self.data[table].pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what a worker collected for the pages it read."""
        self.forget("concordance")
        for table in ("issues", "problems", "sources"):
            read = otherdata[table]
            self.data[table] |= {docname: read[docname] for docname in docnames if docname in read}

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Record a page that has been read, if it is an issue."""
        page: Page | None = env.temp_data.get(PAGE)
        if page and page.head:
            self.forget("concordance")
            self.issues[docname] = record_issue(page, page.head, document, self.registry)

    def resolve_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, *reference: Any
    ) -> nodes.reference | None:
        """Resolve a reference to an issue, by id or by date, or to a story in one."""
        _kind, _target, node, contnode = reference
        issue, (_, anchor) = self._led_to(node), target_of(node)
        if issue is None or (anchor and anchor not in issue.anchors):
            return None
        title = issue.heading_at(anchor)
        words = contnode if node.get("refexplicit") else nodes.inline("", title)
        words["classes"] = ["xref", DOMAIN]
        made = make_refnode(builder, env.docname, issue.docname, anchor or None, words, title)
        made["issue"] = issue.id
        return made

    def resolve_any_xref(self, *args: Any, **kwargs: Any) -> list[tuple[str, nodes.reference]]:
        """Take no part in ``any`` references: an id here could be a label elsewhere."""
        return []

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield issues, stories, and everyone and everything with a page, for `objects.inv`.

        Only issues are offered by the search for themselves: the others are in their pages.
        """
        for issue in self.concordance.issues:
            yield issue.id, issue.head.title, ISSUE, issue.docname, "", 1
            for story in issue.stories:
                name = f"{issue.id}#{story.anchor}"
                yield name, story.title, STORY, issue.docname, story.anchor, -1
        for kind, identifier in self.concordance.entries:
            entry = self.concordance.entry((kind, identifier))
            yield identifier, entry.name, str(kind), entry_page((kind, identifier)), "", -1


def periodical_domain(env: BuildEnvironment) -> PeriodicalDomain:
    """Return the domain of a build's environment."""
    domain = env.get_domain(DOMAIN)
    assert isinstance(domain, PeriodicalDomain)  # noqa: S101 - `setup_domain` registers it
    return domain


class FillIn(SphinxPostTransform):
    """Print names, titles and teasers that only the registry and the archive know.

    Then say which issues and stories there are, where references of an issue mean none or several.
    Runs before references are resolved (priority 10), so that a card knows which issue it is for,
    and the dead references of a page are told together.
    """

    default_priority = 8

    def run(self, **kwargs: Any) -> None:
        """Fill in a page that is about to be written."""
        domain = periodical_domain(self.env)
        for node in list(self.document.findall(OwnNode)):
            node.fill(domain.concordance, domain.printed)
        if not is_issue(self.env.docname):
            return
        if issue := domain.issues.get(self.env.docname):  # none of a page that was refused
            say_language(self.document, issue.head.language)
        account = Account(f"{self.env.docname}{PAGE_SUFFIX}")
        for reference in sorted(self.document.findall(pending_xref), key=line_of):
            if reference["refdomain"] == DOMAIN and (complaint := domain.explain(reference)):
                account.say(complaint, line_of(reference))
        for problem in account.problems():
            report(problem)


def say_what_is_missing(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Report dead references of the maintainers' pages, which another site may have resolved."""
    if not isinstance(domain, PeriodicalDomain):
        return None
    if not is_issue(node["refdoc"]) and (complaint := domain.explain(node)):
        report(complaint.at(f"{node['refdoc']}{PAGE_SUFFIX}", line_of(node)))
    return True


def report_what_all_say(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of what is wrong with `_data/`, and of what several issues claim."""
    domain, page = periodical_domain(env), partial(Page.read, Path(env.srcdir))
    heads = {f"{docname}{PAGE_SUFFIX}": issue.head for docname, issue in domain.issues.items()}
    for problem in (*domain.registry.problems, *claimed_twice(heads, heads, page)):
        report(problem)


def find_pages_with_changed_names(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]
) -> list[str]:
    """Have those pages read again in which a name stands that the registry has, or had, otherwise.

    Names are looked for while a page is read. Which words of its source are prose is known only
    then; here all of them count, whatever stands between them.
    """
    domain = periodical_domain(env)
    before, now = domain.data["names"], domain.registry.words
    domain.data["names"] = now
    words = {_words(name) for name, *_is in before ^ now}
    if not words:
        return []
    finder = NameFinder(dict.fromkeys(words))
    kept = filter(is_issue, sorted(env.found_docs - added - changed))
    texts = ((name, _words(Page.read(Path(env.srcdir), name).text)) for name in kept)
    return [name for name, text in texts if next(finder.find(text), None)]


def _words(text: str) -> str:
    """Return the words of a text, parted by single spaces, without any sign between them."""
    return " ".join(re.findall(r"[^\W_]+", fold_name(unescape(text.replace("\\", "")))))


def check_settings(app: Sphinx, _config: Config) -> None:
    """End a build over what is wrong in `conf.py`, whatever began it."""
    try:
        read_publication(Path(app.confdir))
    except TroubleError as error:
        raise ConfigError(str(error)) from None


def setup_domain(app: Sphinx) -> None:
    """Register the domain and what fills in its pages."""
    app.connect("config-inited", check_settings, priority=0)
    app.add_domain(PeriodicalDomain)
    app.add_post_transform(FillIn)
    app.connect("warn-missing-reference", say_what_is_missing)
    app.connect("env-updated", report_what_all_say)
    app.connect("env-get-outdated", find_pages_with_changed_names)
