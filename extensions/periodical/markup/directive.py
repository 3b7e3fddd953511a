"""A directive, declared once: its form, what is made, checked and kept of it.

`check` reads the form and the check, the Sphinx build makes the nodes, which say themselves how
they are printed (`printing.OwnNode`), and records keep what they say.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from docutils import nodes

from ..model.publication import Kind
from ..model.records import Kept
from .form import Form, Invocation
from .judging import Opened, Syntax
from .own_nodes import OwnNode

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
        label: What stands over its text, which writers type themselves elsewhere.
        plain: A kind of sections, and as which node their text is printed where it is plain.
        record: Yields what to keep of a page that has been read; gives what it keeps an address.
    """

    form: Form
    make: "Callable[[Written], list[nodes.Node]]"
    check: Callable[[Syntax, Invocation], None] = lambda syntax, invocation: None
    record: Callable[[nodes.document], Iterable[Kept]] = lambda document: ()
    data: Data | None = None
    label: str = ""
    plain: tuple[Kind, type[OwnNode]] | None = None


@dataclass
class Written:
    """A directive of a page that Sphinx reads, judged before: its values, and its body as nodes."""

    kind: DirectiveKind
    opened: Opened
    body: list[nodes.Node]
    source: str
    line: int

    @property
    def argument(self) -> Any:
        """What stands behind the name."""
        return self.opened.invocation.argument

    @property
    def options(self) -> dict[str, Any]:
        """The options that were given, as their forms read them."""
        return self.opened.invocation.options

    def run(self) -> list[nodes.Node]:
        """Return what the directive makes of its body.

        Of a list of which part was refused, too little may be left: that was said, and the body
        stands as is. An author is not to blame for a node that no output knows.
        """
        found = [node for each in self.body for node in each.findall(nodes.Element)]
        if self.kind.form.item and any(node.get(REFUSED) for node in found):
            return self.body
        made = self.kind.make(self)
        package = __name__.rpartition(".")[0]
        for node in (each for root in made for each in root.findall()):
            if type(node).__module__.startswith(package) and not isinstance(node, OwnNode):
                raise TypeError(f"{type(node)} of “{self.kind.form.name}” is no `OwnNode`.")
        return made

    def items(self) -> tuple[list[nodes.Node], list[tuple[nodes.list_item, Any]]]:
        """Return what stands around the body's list; and its items, each with what it says."""
        lists = [child for child in self.body if isinstance(child, nodes.bullet_list)]
        items = [item for each in lists for item in each if isinstance(item, nodes.list_item)]
        others = [child for child in self.body if child not in lists]
        return others, list(zip(items, self.opened.items, strict=True))

    def locate(self, node: N) -> N:
        """Give a node the place of the directive, and return it."""
        node.source, node.line = self.source, self.line
        return node
