"""What builders of documents share: which there are, of which issues, and what cannot be made."""

import itertools
from abc import abstractmethod
from collections.abc import Sequence, Set
from functools import cached_property
from pathlib import Path
from typing import ClassVar, cast

from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder

from ..content import KeptContents
from ..domain import periodical_domain
from ..ledger.ledger import UnmadeError
from ..ledger.outputs import Output, Waiting, code_of, settings, write_due
from ..markup.languages import format_date
from ..model.files import fingerprint
from ..model.messages import Complaint
from ..model.page import PAGE_SUFFIX
from ..model.publication import ISSUES_FOLDER
from ..model.records import IssueRecord
from ..words import _
from .templates import XmlTemplates, templates_of


class DocumentBuilder(Builder):
    """Make a document of each issue beside its page, and one of each year, if it changed."""

    room: ClassVar[str]
    """The room whose code makes them."""
    media_type: ClassVar[str]
    epilog = "The documents are in %(outdir)s."
    has_press: ClassVar[bool] = False
    """Whether it has processes of its own, and binds the document of a year of its issues'."""

    def init(self) -> None:
        """Know how files of this builder end."""
        self.suffix = f".{self.name}"
        self.domain = periodical_domain(self.env)

    @cached_property
    def forms(self) -> XmlTemplates:
        """The templates, to which records are known."""
        return templates_of(self, format_date=format_date, domain=self.domain, zip=zip)

    @cached_property
    def texts(self) -> KeptContents:
        """The texts, which are kept where pages were written, and else made as for a page."""
        site = cast("StandaloneHTMLBuilder", self._app.create_builder("html"))
        site.init()
        return KeptContents(site)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the permanent address of a page: a document is read far from the site."""
        return self.domain.publication.page_address(docname)

    def get_outdated_docs(self) -> str:
        """Leave it to `write_documents`: what is outdated is judged by content, after reading."""
        return "documents whose content changed"

    # What a room says of its own

    @abstractmethod
    def compose(self, path: str) -> bytes | Waiting | None:
        """Return a document, or what waits for it, unless it is there as it would be made."""

    @property
    @abstractmethod
    def looks(self) -> str:
        """A digest of templates, faces and tools."""

    # Which there are

    def path_of(self, issue: IssueRecord) -> str:
        """Return the path of the document of an issue."""
        return f"{issue.docname}{self.suffix}"

    @cached_property
    def years(self) -> dict[str, int]:
        """The years that have a volume, by its path."""
        return {f"{ISSUES_FOLDER}/{year}{self.suffix}": year for year in self.domain.volumes}

    @cached_property
    def contents(self) -> dict[str, list[IssueRecord]]:
        """The issues that are in each document, by its path; a volume is behind its own.

        A page that is not even recorded has a document without any, which cannot be made.
        """
        unknown = self._broken.keys() - self.domain.issues.keys()
        found = {f"{name}{self.suffix}": list[IssueRecord]() for name in sorted(unknown)}
        every = self.domain.concordance.issues
        for year, issues in itertools.groupby(every, lambda each: each.year):
            held = list(issues)
            found |= {self.path_of(issue): [issue] for issue in held}
            found |= {volume: held for volume, of in self.years.items() if of == year}
        return found

    def write_documents(self, docnames: Set[str]) -> None:
        """Make the documents of issues and years, and delete those of issues gone."""
        names = {each for name in docnames for each in (name, name.rpartition("/")[0])}
        paths = {f"{name}{self.suffix}" for name in names}
        if docnames >= self.env.found_docs:
            # Also those that no ledger knows: one may be lost, or a build have been killed.
            for file in Path(self.outdir, ISSUES_FOLDER).rglob(f"*{self.suffix}*"):
                if file.relative_to(self.outdir).as_posix() not in self.contents:
                    file.unlink()
            paths |= self.contents.keys()
        self.make_all(paths)

    def make_all(self, paths: Set[str]) -> None:
        """Make the documents that are due of those at some paths below the output folder."""
        due = (self._output(path) for path in self.contents if path in paths)
        write_due(
            self, due, are_all=paths >= self.contents.keys(), maker=self.name,
            title=f"{self.name.upper()}s", can_fork=not self.has_press,
        )  # fmt: skip

    def _output(self, path: str) -> Output:
        """Return a document, which cannot be made if a page of it is broken."""
        name, year = path.removesuffix(self.suffix), self.years.get(path)
        issues, is_bound = self.contents[path], self.has_press and path in self.years
        # A page that could not be read would be one of its year.
        pages = self._broken.items()
        broken = {page: why for page, why in pages if page == name or (year and f"/{year}" in page)}
        # A volume has an index of names.
        keys = {mention.key for issue in issues if year for mention in issue.mentions}
        names = [self.domain.concordance.entry(key).name for key in sorted(keys)]
        places = itertools.chain(*map(self.domain.concordance.places_of, issues))
        drawn = [(each.name, each.country, each.coordinates) for each in places]
        texts = map(self.texts.mark, issues)
        mark = fingerprint(self._common, path, broken, names, drawn, *texts)

        def make() -> bytes | Waiting | None:
            bound = {each.docname: Path(self.outdir, self.path_of(each)) for each in issues}
            lost = {page for page, file in bound.items() if is_bound and not file.is_file()}
            if not (broken or lost):
                return self.compose(path)
            pages = ", ".join(f"{page}{PAGE_SUFFIX}" for page in sorted(broken.keys() | lost))
            raise UnmadeError(f"It is not made without {pages}." if year else broken[name])

        return Output(path, mark, make, is_of_others=is_bound)

    # What cannot be made

    @cached_property
    def _broken(self) -> dict[str, str]:
        """What is wrong with each broken page of `issues/`, and where, by docname, in order.

        Something on them was refused, or they cannot be read. Sphinx reports a problem once, when
        it reads the page; a later build has to know too. What would be printed is not what the
        author wrote, and a volume without one of its issues is not that year.
        """
        domain, found = self.domain, dict[str, str]()
        for docname, (first, *others) in domain.problems.items():
            found[docname] = f"{first} (And {len(others)} more.)" if others else str(first)
        for docname, issue in domain.issues.items():
            for reference in issue.references:
                to, anchor = domain.concordance.target_of(reference), reference.anchor
                # Of one that leads nowhere Sphinx warns when it writes the page.
                if to is None or (anchor and anchor not in to[0].anchors):
                    words = f"{reference.issue}#{anchor}".removesuffix("#")
                    dead = Complaint("pdf-link", words=words).at(f"{docname}{PAGE_SUFFIX}")
                    found.setdefault(docname, str(dead))
        for problem in domain.unread:
            if problem.file.endswith(PAGE_SUFFIX):
                found[problem.file.removesuffix(PAGE_SUFFIX)] = str(problem)
        return dict(sorted(found.items()))

    # What decides them

    @cached_property
    def _common(self) -> str:
        """A fingerprint of what decides every document, but for the issues themselves."""
        own = code_of(self.room), settings(self.config), self.domain.maps.decided_by
        return fingerprint(self.looks, *own)


def span_of(issues: Sequence[IssueRecord]) -> str:
    """Return how many issues a year has, and from when to when."""
    first, last = (format_date(issues[at].head.date) for at in (0, -1))
    if len(issues) == 1:
        return ", ".join([_("One issue"), first])
    count, until = _("%s issues") % len(issues), _("to %s") % last
    return f"{count}, {first} {until}"
