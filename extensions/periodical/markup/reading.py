"""How Sphinx reads the pages: contributors' in the safe subset, others with all of MyST.

The folder of contributors' pages is looked at before Sphinx looks for pages in it: it follows
links, and takes whatever it finds. A page is judged, directives and all, before it is rendered;
`IssueRenderer` makes nodes of the syntax that was accepted. What is refused becomes a warning,
which fails the build, and stands on the page as the text that it is: nothing is dropped in silence.

The reading of a page ends in time: the limits of `model/limits.py` decide what is read at all, by
sizes alone; a clock is the last resort, should some be slow within them. And a page that was read
is looked at once more before it is kept. The rules let nothing through that this would stop; it is
here for the day on which they do, after an update of a parser or a mistake in a directive.
"""

import re
import signal
import threading
from pathlib import Path, PurePosixPath
from types import FrameType
from typing import Any
from urllib.parse import unquote

from docutils import nodes
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.sphinx_ import MystParser
from myst_parser.warnings_ import MystWarnings
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging

from ..model.issue import IssueHead
from ..model.limits import READING_SECONDS
from ..model.messages import Complaint, Problem, TroubleError
from ..model.page import PAGE_SUFFIX, IssueFiles, IssueIndex, Page, is_issue
from ..model.text import with_few_marks, without_forbidden
from ..pictures.complaints import find_picture, picture_complaint
from .head import make_head
from .judging import JudgedPage
from .markdown import plain_parser, plain_text
from .nodes import OwnNode, line_break, make_foreign
from .quotes import SmartQuotes
from .references import DOMAIN, ISSUE, ROLES, STORY, make_reference, make_role, reading_domain
from .rules import judge
from .rules.syntax import issue_in

logger = logging.getLogger(__name__)

REFUSED = "refused"
"""The attribute of a node that prints, as text, what was refused."""

PAGE = "periodical_page"
"""Under which name `env.temp_data` holds the page that is being read."""

ALLOWED_NODES: frozenset[type[nodes.Node]] = frozenset({
    *OwnNode.__subclasses__(),
    nodes.document, nodes.section, nodes.title, nodes.paragraph, nodes.Text, nodes.emphasis,
    nodes.strong, nodes.literal, nodes.literal_block, nodes.inline, nodes.reference,
    nodes.bullet_list, nodes.enumerated_list, nodes.list_item, nodes.block_quote,
    nodes.attribution, nodes.image, nodes.figure, nodes.caption, nodes.legend, nodes.transition,
    nodes.table, nodes.tgroup, nodes.colspec, nodes.thead, nodes.tbody, nodes.row, nodes.entry,
    nodes.footnote, nodes.footnote_reference, nodes.label, nodes.system_message,
    nodes.substitution_definition, nodes.problematic,
    addnodes.pending_xref,
})  # fmt: skip
"""What a contributor's page may consist of, once it has been read."""

_ALLOWED_SCHEMES = ("https://", "http://", "mailto:", "#")


def report(problem: Problem) -> None:
    """Log a problem as a warning; one of a page being read goes through `refuse` instead."""
    place = f"{problem.file}:{problem.line}"
    logger.warning("%s", problem.text, type=DOMAIN, subtype=problem.code, location=place)


def refuse(environment: BuildEnvironment, problem: Problem) -> None:
    """Report a problem of the page that is being read, and keep it with the page's records.

    Sphinx says it once, when it reads the page; what is made of the page later has to know too.
    """
    report(problem)
    problems = reading_domain(environment).problems
    problems.setdefault(environment.docname, {})[problem] = None


def look_at_folder(app: Sphinx) -> None:
    """Leave out what cannot be in the folder, which is reported, and what is held back.

    A page that is no text cannot: Sphinx would end over one.
    """
    archive, domain = IssueFiles(Path(app.srcdir)), reading_domain(app.env)
    problems, held_back = set(archive.problems()), []
    day = "" if app.config.periodical_drafts else domain.surroundings.publication.day
    for file in archive.page_files:
        page = Page.read(archive.root, file)
        if page.unreadable:
            problems.add(page.unreadable)
        if day and page.is_held_back(day):
            held_back.append(file)
    names = {PurePosixPath(file).stem for file in held_back}
    domain.on_disk = IssueIndex(archive.index.ids - names)
    domain.unread = sorted(problems)
    for problem in domain.unread:
        report(problem)
    if held_back:
        logger.info("drafts, and issues of days to come, left out: %s", ", ".join(held_back))
    files = sorted({*held_back, *(problem.file for problem in problems)})
    # A file can be called “*.md”: that pattern would leave out its neighbours.
    patterns = [re.sub(r"([\[*?])", r"[\1]", file) for file in files]
    said = app.config.exclude_patterns

    def leave_out(app: Sphinx, *_: object) -> None:
        app.config.exclude_patterns = [*said, *patterns, "**/.*"]

    def put_back(app: Sphinx, *_: object) -> list[str]:
        app.config.exclude_patterns = said
        return []

    leave_out(app)
    # The environment keeps what is set when all is read: with one file more or less in it, the next
    # build would read the whole archive again.
    app.connect("env-get-outdated", put_back)
    app.connect("build-finished", leave_out)


def begin_clock(app: Sphinx, docname: str, source: list[str]) -> None:
    """Have the reading of a contributor's page end in time."""

    def end_reading(number: int, frame: FrameType | None) -> None:
        file = f"{docname}{PAGE_SUFFIX}"
        raise SphinxError(TroubleError("page-takes-too-long", file=file, seconds=READING_SECONDS))

    on_main_thread = threading.current_thread() is threading.main_thread()
    if on_main_thread and hasattr(signal, "setitimer") and is_issue(docname):
        signal.signal(signal.SIGVTALRM, end_reading)
        signal.setitimer(signal.ITIMER_VIRTUAL, READING_SECONDS)


def end_clock(app: Sphinx, document: nodes.document) -> None:
    """Note that the page was read in time."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


class PeriodicalParser(MystParser):
    """Parse a page as what it is: a contributor's issue, or a page of the maintainers."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Fill a document from a page's source."""
        # `quotes` sets the marks, in the language of the page.
        document.settings.smart_quotes = False
        environment: BuildEnvironment = document.settings.env
        if not is_issue(environment.docname):
            super().parse(inputstring, document)
            return
        # Read again as bytes: `check` judges these too.
        page = Page.read(Path(environment.srcdir), environment.docname)
        judged = judge(page, reading_domain(environment).surroundings)
        for problem in judged.problems:
            refuse(environment, problem)
        # The headings' addresses are taken, also for the footnotes that come before them.
        document.ids.update(dict.fromkeys(judged.anchors.values(), document))
        options = {**plain_parser().options, "document": document}
        renderer = IssueRenderer(judged)
        renderer.setup_render(options, {})
        renderer.render_children(judged.tree)
        renderer._render_finalise()
        # Not in any toctree, and not meant to be.
        environment.metadata[environment.docname]["orphan"] = True
        environment.temp_data[PAGE] = page
        if judged.head:
            _add_head(document, judged.head, environment.docname)
        for code in document.findall(nodes.literal_block):
            code["force"] = True  # a quotation of code need not be valid code
        folder = Path(environment.doc2path(environment.docname)).parent
        for image in document.findall(nodes.image):
            # Under the name that its file has on disk, however its letters are coded.
            image["uri"] = find_picture(folder, image["uri"])


def _add_head(document: nodes.document, head: IssueHead, docname: str) -> None:
    """Add what the front matter says, at the head and the foot of the page."""
    document["language"] = head.language
    section = next(document.findall(nodes.section), None)
    if section is None:
        return
    title = section[0]
    if head.title_language and isinstance(title, nodes.title):
        title[:] = [make_foreign(head.title_language, *title.children)]
    # The old address of a story leads to where it is now, or to the head of the page.
    for old, new in head.moved_anchors.items():
        if old not in document.ids:  # a heading's, which has been reported, or a footnote's
            document.ids[old] = document.ids.get(new, section)
            document.ids[old]["ids"].append(old)
    made, foot = make_head(head, docname)
    for node in (made, *foot):
        node.source, node.line = document["source"], 1
    section.insert(1, made)
    section += foot


class IssueRenderer(SphinxRenderer):
    """Make nodes from the allow-list of syntax, and from nothing else."""

    def __init__(self, judged: JudgedPage) -> None:
        super().__init__(plain_parser())
        self._judged = judged

    def render_children(self, token: Any) -> None:
        """Render what was accepted of what is in a piece of syntax; what was not, as text.

        All that MyST makes of syntax that stands in another it makes here.
        """
        for child in token.children or ():
            # What stands in something that was refused was not looked at.
            if child not in self._judged.accepted:
                self._render_refused(child)
            elif child.read:
                self._render_directive(child)
            else:
                self.rules[f"render_{child.type}"](child)

    def _render_refused(self, token: Any) -> None:
        """Print refused syntax as the text that it is."""
        if token.type == "footnote_reference":  # half a footnote may hold good text
            self.render_children(token)
            return
        if isinstance(self.current_node, nodes.TextElement):
            words = plain_text(token) or token.content
            if token.type == "myst_role":
                words = f"{{{token.meta['name']}}}`{token.content}`"
            elif token.type == "footnote_ref":
                words = f"[^{token.meta['typed']}]"
            words = with_few_marks(without_forbidden(words))
            self.current_node += nodes.literal(words, words, **{REFUSED: True})
            return
        first, last = token.map
        source = "\n".join(self._judged.page.lines[first - 1 : max(first, last - 1)])
        self.current_node += nodes.literal_block(source, source, language="none", **{REFUSED: True})

    def _render_directive(self, token: Any) -> None:
        """Add what a directive makes of its body.

        Of a list of which part was refused, too little may be left: that was said, and the body
        stands as is. An author is not to blame for a node that no output knows.
        """
        read, container = token.read, nodes.Element()
        read.registry = self._judged.surroundings.registry
        with self.current_node_context(container):
            self.render_children(token)
        refused = any(node.get(REFUSED) for node in container.findall(nodes.Element))
        read.children = container.children
        made = read.children if read.kind.item and refused else read.kind.make(read)
        for root in made:
            if root.line is None:
                root.source, root.line = self.document["source"], token.line
            for node in root.findall():
                ours = type(node).__module__.startswith(str(__package__))
                if ours and not isinstance(node, OwnNode):
                    raise TypeError(f"{type(node)} of “{read.kind.name}” is no `OwnNode`.")
        self.current_node += made

    def create_warning(
        self, message: str, subtype: MystWarnings | str, **where: Any
    ) -> nodes.system_message | None:
        """Pass a warning of MyST on, unless a rule has said the same in our words."""
        is_said = subtype is MystWarnings.MD_HEADING_NON_CONSECUTIVE
        return None if is_said else super().create_warning(message, subtype, **where)

    def render_link(self, token: Any) -> None:
        """Make a link to the web, to a heading of the page, or to another issue."""
        href = str(token.attrs["href"])
        issue, anchor = issue_in(href), unquote(href.partition("#")[2])
        if href.startswith("#"):
            self.render_link_anchor(token, href)
        elif issue is None:
            self.render_link_url(token)
        else:
            kind, target = (STORY, f"{issue}#{anchor}") if anchor else (ISSUE, issue)
            words = nodes.inline(classes=["xref", DOMAIN])
            explicit, docname = bool(token.children), self.sphinx_env.docname
            reference = make_reference(kind, target, docname, words, explicit=explicit)
            self.add_line_and_source_path(reference, token)
            self.current_node += reference
            with self.current_node_context(words):
                self.render_children(token)

    def render_myst_role(self, token: Any) -> None:
        """Make a reference, a mention or words in another language."""
        docname, registry = self.sphinx_env.docname, self._judged.surroundings.registry
        made = make_role(token.meta["name"], token.content, docname, registry)
        self.add_line_and_source_path(made, token)
        self.current_node += made

    def render_image(self, token: Any) -> None:
        """Make a picture of the file that `check` looked at: markdown-it has quoted its name."""
        picture = nodes.image(uri=unquote(str(token.attrs["src"])), alt=plain_text(token))
        self.add_line_and_source_path(picture, token)
        self.current_node += picture

    def render_hardbreak(self, token: Any) -> None:
        """Make a line break that every builder can print."""
        self.current_node += line_break("\n", "\n")

    def generate_heading_target(
        self, token: Any, level: int, node: nodes.Element, title_node: nodes.Element
    ) -> None:
        """Give a heading the address that `check` knows, in Latin letters and stable."""
        line = token.line
        anchor = self._judged.anchors[line]
        node["ids"].append(anchor)
        self.document.ids[anchor] = node
        self._heading_slugs[anchor] = (node.line, anchor, plain_text(token))
        if section := self._judged.sections.get(line):
            node["kind"] = str(section.kind)
            node["classes"].append(f"section-{section.kind}")


def sanitize_doctree(app: Sphinx, document: nodes.document) -> None:
    """Take out of a finished page what should not have come in, and say so."""
    if not is_issue(app.env.docname):
        return
    file, root = f"{app.env.docname}.md", Path(app.srcdir)
    for node in list(document.findall()):
        if (what := _unknown(node, root)) is None:
            continue
        refuse(app.env, Complaint("refused", what=what).at(file, getattr(node, "line", None) or 1))
        text = without_forbidden(node.astext())
        if node.parent is not None:
            inline = isinstance(node.parent, nodes.TextElement)
            printed = nodes.literal if inline else nodes.literal_block
            node.parent.replace(node, printed(text, text))


def _unknown(node: nodes.Node, root: Path) -> str | None:
    """Return what a page cannot consist of: other nodes, addresses and files."""
    if type(node) not in ALLOWED_NODES:
        return f"A node “{type(node).__name__}”"
    address = node.get("refuri") if isinstance(node, nodes.Element) else None
    if address is not None and not address.lower().startswith(_ALLOWED_SCHEMES):
        return f"The address “{address}”"
    if isinstance(node, nodes.image):
        # By now from the root; Sphinx may have found others, for a language or a builder's format.
        files = node.get("candidates", {"*": node["uri"]}).values()
        if any(picture_complaint(root / file, file, root=root) for file in files):
            return f"The picture “{node.get('uri')}”"
    return None


def setup_markup(app: Sphinx) -> None:
    """Register the parser, the nodes, the roles and the last look."""
    app.setup_extension("myst_parser")
    # It would tell everybody its settings, which are nothing that a contributor could set.
    logging.getLogger("myst_parser.sphinx_ext.main").logger.setLevel("WARNING")
    app.add_source_parser(PeriodicalParser, override=True)
    # docutils' visitors, as of XML, know nodes by name, not by class.
    for node in OwnNode.__subclasses__():
        app.add_node(node)
    for name, role in ROLES.items():
        app.add_role(name, role)
    app.add_transform(SmartQuotes)
    app.connect("builder-inited", look_at_folder)
    # Before all other handlers, and after them.
    app.connect("source-read", begin_clock, priority=100)
    app.connect("doctree-read", end_clock, priority=990)
    # After all other handlers have had the page.
    app.connect("doctree-read", sanitize_doctree, priority=900)
