"""The builder of the site: Sphinx's own for HTML, with a ledger that knows which pages are due.

It takes the place of ``html`` under the same name: `sphinx-build -b html` works as ever.
"""

import contextlib
import functools
import os
import pickle
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from docutils import nodes
from docutils.utils import new_document
from sphinx.builders import _write_docname
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment.adapters.toctree import document_toc

from .. import ROOMS
from ..domain import periodical_domain
from ..ledger import outputs, processes
from ..model.files import fingerprint, keep, read_kept
from ..model.page import is_issue
from .assets import SitePictures, files_of_pages, published_name
from .generated_page import GeneratedPage
from .links import EDITION, NOT_FOUND
from .pages import generated_pages
from .surrounding import borrowed, surrounding
from .templates import Templates
from .theme import leave_out_furniture

INVENTORY = "objects.inv"
"""By which other projects of Sphinx link to this one."""
TEXT = "text"
"""The folder of the templates of what stands in the text of an issue, and of the texts kept."""


class PageContext(dict[str, Any]):
    """What the template of a page is given; Sphinx would write all of it for its log, each time."""

    __repr__ = object.__repr__

    def copy(self) -> "PageContext":
        """Return the same for another page."""
        return PageContext(self)


class SiteBuilder(StandaloneHTMLBuilder):
    """Write the site, and nothing of it that is already there."""

    # Sphinx's own, which has another room in its place.
    search = False

    def init(self) -> None:
        """Leave out what the theme has, and no page of ours."""
        self.domain = periodical_domain(self.env)
        super().init()
        # The theme has just come, if it is another builder that asks for texts.
        leave_out_furniture(self._app)
        self.pictures = SitePictures(self)

    def create_template_bridge(self) -> None:
        """Load templates in our way."""
        self.templates = Templates()

    def get_outdated_docs(self) -> str:  # type: ignore[override]
        """Leave it to `write_documents`: what is due is known when all pages have been read."""
        return "pages that show what they did not"

    # What a page shows

    @functools.cached_property
    def pages(self) -> dict[str, GeneratedPage]:
        """The pages that are made from records, by name."""
        return generated_pages(self.domain)

    def addresses(self) -> dict[str, str]:
        """Return all pages, by name, and where those lead that only say where another is."""
        addresses = dict.fromkeys(sorted(self.env.found_docs), "")
        addresses |= {name: page.leads_to for name, page in self.pages.items()}
        # What a release says of itself, and of what it has not, is no promise of the next one.
        return {name: to for name, to in addresses.items() if name not in (EDITION, NOT_FOUND)}

    @functools.cached_property
    def _frame(self) -> str:
        """A fingerprint of what every page shows, whatever it is about.

        That is the publication, templates, what any room tells a page, the maintainers' pages to
        which they can link, the registry's countries on maps, and the style sheets and scripts,
        whose addresses Sphinx ends in a checksum.
        """
        code = [*map(outputs.code_of, ROOMS)]
        static = (Path(self.confdir, each) for each in self.config.html_static_path)
        own_pages = sorted(name for name in self.env.found_docs if not is_issue(name))
        others = ("policy.txt", "open_graph.json", "linked_data.json")
        templates = outputs.templates(self, ".html", *others)
        files = [*map(outputs.files_in, static)]
        return fingerprint(self._within, code, templates, files, own_pages)

    @functools.cached_property
    def _within(self) -> str:
        """A fingerprint of what the text of an issue shows of no page: all its own templates."""
        templates = outputs.templates(self, ".html").items()
        own = [each for each in templates if PurePosixPath(each[0]).parent.name == TEXT]
        code, drawn = outputs.code_of("site"), self.domain.maps.decided_by
        return fingerprint(code, outputs.settings(self.config), own, drawn)

    def _mark_of_text(self, docname: str) -> str:
        """Return a fingerprint of what a document shows within the frame."""
        return fingerprint(self._within, borrowed(docname, self.domain))

    @functools.cached_property
    def inputs(self) -> str:
        """A fingerprint of everything that any page of the site shows."""
        versions = ((page, each) for page, some in self.domain.released.items() for each in some)
        released = [(page, each.release, each.page.digest) for page, each in versions]
        read = sorted(self.env.all_docs.items())
        return fingerprint(self._frame, self.domain.registry, released, read)

    # Reading and writing

    def _read_parallel(self, docnames: list[str], nproc: int) -> None:
        """Have other processes read many pages, and hand on what they read of them.

        Sphinx would have each hand on all that was known when it began, of the whole archive.
        """
        if len(docnames) < processes.WORTH_PROCESSES:
            self._read_serial(docnames)
            return
        self._forget(docnames)

        def read(names: Sequence[str]) -> Iterator[tuple[Sequence[str], bytes]]:
            for name in names:
                self.read_doc(name, _cache=False)
            self._forget(self.env.all_docs.keys() - names)
            yield names, pickle.dumps(self.env, pickle.HIGHEST_PROTOCOL)

        found: list[tuple[Sequence[str], bytes]] = []
        try:
            processes.in_processes(self, docnames, read, found.append, words="reading sources... ")
        finally:
            # At the end: what is known here when a process begins, it would hand on as well.
            for names, handed_on in sorted(found):
                # It comes from a process of this build.
                env = pickle.loads(handed_on)  # noqa: S301
                self.env.merge_info_from(names, env, self._app)

    def _forget(self, docnames: Iterable[str]) -> None:
        for name in docnames:
            self.events.emit("env-purge-doc", self.env, name)
            self.env.clear_doc(name)

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Make what is the same on all pages."""
        super().prepare_writing(docnames)
        self.globalcontext = PageContext(self.globalcontext)

    def copy_assets(self) -> None:
        """Make the files that pages name, each with its checksum."""
        outputs.write_due(self, files_of_pages(self._app, self), are_all=False)

    def write_documents(self, docnames: Set[str]) -> None:
        """Write the pages that are due, each document from its tree on.

        Sphinx would resolve all of them here, and hold every tree until a process is free for it.
        """
        outputs.write_due(self, self._pages(), are_all=True, maker="pages", title="pages")

    def _pages(self) -> Iterator[outputs.Output]:
        """Yield all pages: documents, and those made from records; and Sphinx's list of them."""
        # An issue first: what all need for it, such as what draws maps, is then there to be shared.
        for name in sorted(self.env.found_docs, key=lambda each: (not is_issue(each), each)):
            text = self._mark_of_text(name)
            mark, write = fingerprint(self._frame, text), partial(self._write, name, text)
            yield outputs.Output(f"{name}.html", mark, write)
        around = surrounding("", self.domain)
        for name, page in self.pages.items():
            mark = fingerprint(self._frame, page.template, page.shown(), around)
            yield outputs.Output(f"{name}.html", mark, partial(self._write_made, page))
        yield outputs.Output(INVENTORY, fingerprint(self.inputs), self.dump_inventory)

    def write_now(self, docnames: Iterable[str]) -> None:
        """Write some documents that have just been read, ahead of all else that is due."""
        if not hasattr(self, "globalcontext"):
            self.prepare_writing(set())
        self.images = {}
        for docname in docnames:
            self._write(docname, self._mark_of_text(docname))
        outputs.write_due(self, self.pictures.files(self.images), are_all=False)

    def _write(self, docname: str, mark: str) -> None:
        """Write a document; the text of an issue is kept, and taken as it was under this mark."""
        file = Path(self.doctreedir, TEXT, f"{docname}.json")
        (found, text), issue = read_kept(file), self.domain.issues.get(docname)
        self._keep_text = None if found == mark and issue else partial(keep, file, mark)
        if issue is None or self._keep_text:
            _write_docname(docname, env=self.env, builder=self, tags=self.tags)
            return
        self.current_docname = docname
        # For sphinxext-opengraph, which looks for words that describe the page.
        tree = new_document(docname, self.docsettings)
        tree += nodes.paragraph("", issue.head.summary)
        self.handle_page(docname, self.get_doc_context(docname, text, ""), event_arg=tree)

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """Return what the frame shows of a document; what is in an issue, its record knows."""
        title, toc = self.env.longtitles.get(docname), None
        if not is_issue(docname):
            toc = document_toc(self.env, docname, self.tags)
        elif self._keep_text:
            self._keep_text(body)
        return {
            "title": self.render_partial(title)["title"] if title else "",
            "meta": self.env.metadata.get(docname),
            "body": body,
            "toc": self.render_partial(toc)["fragment"] if toc else "",
            # Those of docutils say of the window what the frame says.
            "metatags": "" if is_issue(docname) else metatags,
            "page_source_suffix": self.env.doc2path(docname).suffix,
        }

    def post_process_images(self, doctree: nodes.Node) -> None:
        """Keep pictures under their own paths.

        Sphinx gives two pictures of one name different names in the order in which it meets them:
        another order in each incremental or parallel build.
        """
        if next(doctree.findall(nodes.image), None) is None:
            return
        super().post_process_images(doctree)
        self.images.update({source: published_name(source) for source in self.images})

    def copy_image_files(self) -> None:
        """Make the pictures that are due: what lies beside pages tells of them."""
        outputs.write_due(self, self.pictures.files(), are_all=False)

    def handle_page(self, pagename: str, addctx: dict[str, Any], *args: Any, **named: Any) -> None:
        """Write a page whole, as a new file: a browser may ask for it, a preview has the former."""
        page = self.get_output_path(pagename)
        made = page.with_name(f".{page.name}.{os.getpid()}.part")
        super().handle_page(pagename, addctx, *args, **named | {"outfilename": made})
        with contextlib.suppress(FileNotFoundError):  # of which Sphinx has told
            made.replace(page)

    def _write_made(self, page: GeneratedPage) -> None:
        self.handle_page(page.name, page.shown(), page.template)

    def write_buildinfo(self) -> None:
        """Leave it out: the ledger knows what the site was made from."""

    def handle_finish(self) -> None:
        """Leave it out: its list of pages is made with them, its search index not at all."""
