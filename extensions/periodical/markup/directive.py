"""A directive, declared once: its form, what is made, checked and kept of it.

`check` reads the form and the check, the Sphinx build makes the nodes, which say themselves how
they are printed (`printing.OwnNode`), and records keep what they say.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from docutils import nodes

from ..model.messages import Complaint
from ..model.records import Kept
from ..model.section_kinds import Kind
from .form import Form, Invocation, Part, read_pieces
from .judging import Syntax
from .own_nodes import OwnNode
from .places import is_reference

if TYPE_CHECKING:
    from myst_parser.mdit_to_docutils.base import DocutilsRenderer

N = TypeVar("N", bound=nodes.Node)

REFUSED = "refused"
"""The attribute of a node that prints, as text, what was refused."""


@dataclass(frozen=True)
class Data:
    """A file among the site's data, with what a directive keeps.

    Its name has no ending; each field of `record` is one of the file; with `in_stories`, it belongs
    to the story in which it stands.
    """

    name: str
    title: str
    description: str
    record: type[Kept]
    in_stories: bool = True


@dataclass(frozen=True)
class DirectiveKind:
    """A directive of contributors' pages.

    Args:
        check: Says what is wrong beyond its form.
        classes: The classes that it gives to nodes of docutils' types.
        plain: A kind of sections, and as which node their text is printed where it is plain.
        record: Yields what to keep of a page that has been read; gives what it keeps an address.
    """

    form: Form
    make: "Callable[[Written], list[nodes.Node]]"
    check: Callable[[Syntax, Invocation], None] = lambda syntax, invocation: None
    classes: frozenset[str] = frozenset()
    record: Callable[[nodes.document], Iterable[Kept]] = lambda document: ()
    data: Data | None = None
    plain: tuple[Kind, type[OwnNode]] | None = None


@dataclass
class Written:
    """A directive of a page that is read by Sphinx, checked before: as values and nodes."""

    kind: DirectiveKind
    invocation: Invocation
    renderer: "DocutilsRenderer"
    line: int

    @property
    def argument(self) -> Any:
        """What stands behind the name."""
        return self.invocation.argument

    @property
    def options(self) -> dict[str, Any]:
        """The options that were given, as their forms read them."""
        return self.invocation.options

    def run(self) -> list[nodes.Node]:
        """Return what the directive makes of its body.

        Where part was refused, too little may be left: that was said, and the body stands as is.
        An author is not to blame for a node that no output knows.
        """
        self._refused: list[nodes.Node] = []
        try:
            made = self.kind.make(self)
        except Complaint:
            if self._refused:
                return self._refused
            raise
        package = __name__.rpartition(".")[0]
        for node in (each for root in made for each in root.findall()):
            if type(node).__module__.startswith(package) and not isinstance(node, OwnNode):
                raise TypeError(f"{type(node)} of “{self.kind.form.name}” is no `OwnNode`.")
        return made

    def body(self) -> list[nodes.Node]:
        """Return the body as nodes."""
        container = nodes.Element()
        with self.renderer.current_node_context(container):
            first = self.line + self.invocation.offset
            self.renderer.nested_render_text(self.invocation.body, first - 1)
        if any(node.get(REFUSED) for node in container.findall(nodes.Element)):
            self._refused = [child.deepcopy() for child in container.children]
        return container.children

    def items(self) -> tuple[list[nodes.Node], list[tuple[nodes.list_item, Any]]]:
        """Return what stands around the body's list; and the list's items, each with what it says.

        It is a `Complaint` if there is no list, or an item is not well-formed.
        """
        children = self.body()
        lists = [child for child in children if isinstance(child, nodes.bullet_list)]
        if not lists:
            raise Complaint("directive-needs-list", directive=self.kind.form.name)
        items = [item for each in lists for item in each if isinstance(item, nodes.list_item)]
        others = [child for child in children if child not in lists]
        return others, [(item, self._said(item)) for item in items]

    def _said(self, item: nodes.list_item) -> Any:
        alone = len(item) == 1 and isinstance(item[0], nodes.paragraph)
        return read_pieces(self.kind.form, list(map(_piece, item[0].children)) if alone else None)

    def locate(self, node: N) -> N:
        """Give a node the place of the directive, and return it."""
        node.source, node.line = self.renderer.document["source"], self.line
        return node


def _piece(node: nodes.Node) -> tuple[Part, str]:
    """Return what `form.read_item` says of the syntax, of the nodes that were made of it."""
    if isinstance(node, nodes.image):
        return Part.IMAGE, node.astext()
    is_title = is_reference(node) or isinstance(node, nodes.reference | nodes.emphasis)
    return Part.TITLE if is_title else Part.TEXT, node.astext()
