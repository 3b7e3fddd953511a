"""What is done around Sphinx's reading of pages, before and after.

The folder of contributors' pages is looked at before Sphinx looks for pages in it: it follows
links, and takes whatever it finds. The reading of a page ends in time: the limits of
`model/limits.py` decide what is read at all, by sizes alone; a clock is the last resort, should
some be slow within them. And a page that was read is looked at once more before it is kept. The
rules let nothing through that this would stop; it is here for the day on which they do, after an
update of a parser or a mistake in a directive.
"""

import re
import signal
import threading
from pathlib import Path
from types import FrameType

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util import logging

from ..model.limits import READING_SECONDS
from ..model.messages import Complaint, Problem
from ..model.page import PAGE_SUFFIX, IssueFiles, Page, is_issue
from ..model.text import without_forbidden
from ..pictures.complaints import picture_complaint
from .nodes import own_nodes
from .parser import refuse, report
from .references import DOMAIN

logger = logging.getLogger(__name__)

ALLOWED_NODES: frozenset[type[nodes.Node]] = frozenset(
    {
        *own_nodes(),
        nodes.document, nodes.section, nodes.title, nodes.paragraph, nodes.Text, nodes.emphasis,
        nodes.strong, nodes.literal, nodes.literal_block, nodes.inline, nodes.reference,
        nodes.bullet_list, nodes.enumerated_list, nodes.list_item, nodes.block_quote,
        nodes.attribution, nodes.image, nodes.caption, nodes.legend, nodes.transition,
        nodes.table, nodes.tgroup, nodes.colspec, nodes.thead, nodes.tbody, nodes.row, nodes.entry,
        nodes.footnote, nodes.footnote_reference, nodes.label, nodes.system_message,
        nodes.substitution_definition, nodes.problematic,
        addnodes.pending_xref,
    }
)  # fmt: skip
"""What a contributor's page may consist of, once it has been read."""

_ALLOWED_SCHEMES = ("https://", "http://", "mailto:", "#")


def left_out(app: Sphinx) -> tuple[list[Problem], list[str]]:
    """Return what cannot be in the folder, and drafts and issues of days to come, in order.

    A page that is no text is among the problems: Sphinx would end over one.
    """
    archive = IssueFiles(Path(app.srcdir))
    problems, held_back = set(archive.problems()), []
    day = "" if app.config.periodical_drafts else app.env.get_domain(DOMAIN).publication.day  # type: ignore[attr-defined]
    for file in archive.page_files:
        page = Page.read(archive.root, file)
        if page.unreadable:
            problems.add(page.unreadable)
        elif day and page.is_held_back(day):
            held_back.append(file)
    return sorted(problems), held_back


def look_at_folder(app: Sphinx) -> None:
    """Report what cannot be in the folder, and leave it and what is held back out."""
    problems, held_back = left_out(app)
    for problem in problems:
        report(problem)
    if held_back:
        logger.info("drafts, and issues of days to come, left out: %s", ", ".join(held_back))
    files = sorted({*held_back, *(problem.file for problem in problems)})
    # A file can be called “*.md”: that pattern would leave out its neighbours.
    patterns = [re.sub(r"([\[*?])", r"[\1]", file) for file in files]
    app.config.exclude_patterns = [*app.config.exclude_patterns, *patterns]


def _can_be_limited() -> bool:
    on_main_thread = threading.current_thread() is threading.main_thread()
    return on_main_thread and hasattr(signal, "setitimer")


def begin_clock(app: Sphinx, docname: str, source: list[str]) -> None:
    """Have the reading of a contributor's page end in time."""

    def end_reading(number: int, frame: FrameType | None) -> None:
        raise SphinxError(
            f"{docname}{PAGE_SUFFIX} takes more than {READING_SECONDS} s to be read, and nobody "
            "knows why. Take it out of issues/ to build the others, and show it to the maintainers."
        )

    if _can_be_limited() and is_issue(docname):
        signal.signal(signal.SIGVTALRM, end_reading)
        signal.setitimer(signal.ITIMER_VIRTUAL, READING_SECONDS)


def end_clock(app: Sphinx, document: nodes.document) -> None:
    """Note that the page was read in time."""
    if _can_be_limited():
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def sanitize_doctree(app: Sphinx, document: nodes.document) -> None:
    """Take out of a finished page what should not have come in, and say so."""
    if not is_issue(app.env.docname):
        return
    file = f"{app.env.docname}.md"
    for node in list(document.findall()):
        if (what := _unknown(node, Path(app.srcdir))) is None:
            continue
        refuse(app.env, Complaint("refused", what=what).at(file, getattr(node, "line", None) or 1))
        text = without_forbidden(node.astext())
        if node.parent is not None:
            inline = isinstance(node.parent, nodes.TextElement)
            node.parent.replace(
                node, (nodes.literal if inline else nodes.literal_block)(text, text)
            )


def _unknown(node: nodes.Node, root: Path) -> str | None:
    """Return what a page cannot consist of: other nodes, addresses and files.

    After collection a picture's path is from the root; Sphinx may have found another file in its
    place, for the language of the site or the format of the builder.
    """
    if type(node) not in ALLOWED_NODES:
        return f"A node “{type(node).__name__}”"
    address = node.get("refuri") if isinstance(node, nodes.Element) else None
    if address is not None and not address.lower().startswith(_ALLOWED_SCHEMES):
        return f"The address “{address}”"
    if isinstance(node, nodes.image):
        files = node.get("candidates", {"*": node["uri"]}).values()
        if any(picture_complaint(root / file, file, root=root) for file in files):
            return f"The picture “{node.get('uri')}”"
    return None
