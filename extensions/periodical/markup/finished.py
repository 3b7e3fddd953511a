"""The last look at a contributor's page, before it is kept.

The grammar lets nothing through that this would stop. It is here for the day on which it does: an
update of a parser, a mistake in a directive. It knows the nodes and addresses a page may have.
"""

from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from ..model.archive import is_issue
from ..model.messages import Complaint
from ..model.text import FORBIDDEN, describe_character, without_forbidden
from ..pictures.complaints import picture_complaint
from .directives import DIRECTIVES
from .own_nodes import own_nodes
from .parser import refuse

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

ALLOWED_CLASSES = frozenset(
    {
        "xref", "periodical", "periodical-issue",
        "colwidths-auto", "text-left", "text-center", "text-right",
        *(name for kind in DIRECTIVES.values() for name in kind.classes),
    }
)  # fmt: skip
_ALLOWED_CLASS_PREFIXES = ("section-", "language-")
_ALLOWED_SCHEMES = ("https://", "http://", "mailto:", "#")


def sanitize_doctree(app: Sphinx, document: nodes.document) -> None:
    """Take out of a finished page what should not have come in, and say so."""
    if not is_issue(app.env.docname):
        return
    file, root = f"{app.env.docname}.md", Path(app.srcdir)
    for node in list(document.findall()):
        complaint = _complaint(node, root)
        if complaint is None:
            continue
        refuse(
            app.env,
            Complaint("refused", what=complaint).at(file, getattr(node, "line", None) or 1),
        )
        text = without_forbidden(node.astext())
        if node.parent is not None:
            inline = isinstance(node.parent, nodes.TextElement)
            node.parent.replace(
                node, nodes.literal(text, text) if inline else nodes.literal_block(text, text)
            )


def _complaint(node: nodes.Node, root: Path) -> str | None:
    if type(node) not in ALLOWED_NODES:
        return f"A node “{type(node).__name__}”"
    if isinstance(node, nodes.Text) and (hidden := FORBIDDEN.search(node.replace("\ufffd", ""))):
        return f"The invisible character {describe_character(hidden.group())}"
    if not isinstance(node, nodes.Element):
        return None
    return next(_attribute_complaints(node, root), None)


def _attribute_complaints(node: nodes.Element, root: Path) -> Iterator[str]:
    classes: list[str] = node.get("classes", [])
    for name in classes:
        if name not in ALLOWED_CLASSES and not name.startswith(_ALLOWED_CLASS_PREFIXES):
            yield f"The class “{name}”"
    uri = node.get("refuri")
    if uri is not None and not uri.lower().startswith(_ALLOWED_SCHEMES):
        yield f"The address “{uri}”"
    if isinstance(node, nodes.image) and not _is_local(node, root):
        yield f"The picture “{node.get('uri')}”"


def _is_local(image: nodes.image, root: Path) -> bool:
    """Tell whether a picture is a file of `issues/` that a page can show.

    After collection its path is from the root; Sphinx may have found another file in its place, for
    the language of the site or the format of the builder.
    """
    candidates = image.get("candidates", {"*": image["uri"]})
    return all(
        picture_complaint(root / path, path, root=root) is None for path in candidates.values()
    )
