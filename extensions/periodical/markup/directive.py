"""A directive, declared once: its form, its nodes, what is made, checked, filled in and kept.

`check` reads the form and the check, the Sphinx build makes the nodes, the last look at a page
lets them through, outputs print them as is declared with them, and records keep what they say.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, TypeVar

from docutils import nodes
from docutils.nodes import Element, Node, document
from docutils.parsers.rst import Directive, DirectiveError

from ..model.concordance import Chronicle
from ..model.messages import Complaint
from ..model.records import Kept
from ..model.registry import Registry
from .form import Body, Finding, Form, Invocation, Option, OptionSpec, Part
from .places import is_reference
from .printing import Printed
from .targets import Surroundings

N = TypeVar("N", bound=nodes.Node)

REFUSED = "refused"
"""The attribute of a node that prints, as text, what was refused."""


@dataclass(frozen=True)
class Setting:
    """Where a directive stands, for what its form cannot know.

    Args:
        file: The page, from the root.
        lines: The lines of the directive, its first and its last included.
        below: The tag of the heading right above it, such as ``h3``, if there is one.
    """

    file: str
    lines: Sequence[str]
    below: str | None
    surroundings: Surroundings

    def line_with(self, words: str) -> int:
        """Return how many lines below the directive's first one words stand."""
        return next((n for n, line in enumerate(self.lines[1:-1], start=1) if words in line), 0)


class Archive(Protocol):
    """What is known once all pages have been read."""

    @property
    def registry(self) -> Registry:
        """Whom and what issues refer to."""

    @property
    def chronicle(self) -> Chronicle:
        """All issues, in the order of time."""

    def printed(self, text: str) -> str:
        """Return a text of the front matter or of `_data/` as it is printed on a page."""


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
        nodes: The types of its nodes, the main one first, and how each is printed.
        check: Yields what is wrong beyond its form.
        classes: The classes that it gives to nodes of docutils' types.
        names: Whether names in its text become mentions.
        fill: For some of its nodes: puts in what only the archive and the registry know.
        record: Yields what to keep of a page that has been read; gives what it keeps an address.
    """

    form: Form
    make: "Callable[[Written], list[Node]]"
    nodes: Mapping[type[Element], Printed]
    check: Callable[[Invocation, Setting], Iterable[Finding]] = lambda invocation, setting: ()
    classes: frozenset[str] = frozenset()
    names: bool = True
    fill: Mapping[type[Element], Callable[[Any, Archive], None]] = field(default_factory=dict)
    record: Callable[[document], Iterable[Kept]] = lambda document: ()
    data: Data | None = None

    @property
    def name(self) -> str:
        """The name by which it is called."""
        return self.form.name

    @property
    def main(self) -> type[Element]:
        """The type of its main node."""
        return next(iter(self.nodes))


class Written(Directive):
    """A directive of a page that is read by Sphinx: what was written, as values and nodes.

    In contributors' pages it has been checked before `run` is called; in the maintainers' own
    pages, which plain MyST parses, the converters complain through docutils.
    """

    kind: ClassVar[DirectiveKind]

    @property
    def argument(self) -> str:
        """What stands behind the name."""
        return self.arguments[0].strip() if self.arguments else ""

    def run(self) -> list[nodes.Node]:
        """Return what the directive makes of its body.

        Where part was refused, too little may be left: that was said, and the body stands as is.
        """
        self._refused: list[nodes.Node] = []
        try:
            return self._declared(self.kind.make(self))
        except DirectiveError:
            if self._refused:
                return self._refused
            raise

    def _declared(self, made: list[nodes.Node]) -> list[nodes.Node]:
        """Return nodes that are declared; an author is not to blame for one that is not."""
        for node in (each for root in made for each in root.findall()):
            own = type(node).__module__ == self.kind.main.__module__
            if own and type(node) not in self.kind.nodes:
                raise TypeError(f"{type(node)} is not among the nodes of “{self.name}”.")
        return made

    def body(self) -> list[nodes.Node]:
        """Return the body as nodes."""
        container = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, container)
        if any(node.get(REFUSED) for node in container.findall(nodes.Element)):
            self._refused = [child.deepcopy() for child in container.children]
        return container.children

    def items(self) -> tuple[list[nodes.Node], list[tuple[nodes.list_item, Any]]]:
        """Return what stands around the body's list; and the list's items, each with what it says.

        It is a `DirectiveError` if there is no list, or an item is not well-formed.
        """
        children = self.body()
        lists = [child for child in children if isinstance(child, nodes.bullet_list)]
        if not lists:
            raise self.error(f"“{self.name}” needs a list: lines that begin with a hyphen.")
        items = [item for each in lists for item in each if isinstance(item, nodes.list_item)]
        others = [child for child in children if child not in lists]
        return others, [(item, self._said(item)) for item in items]

    def _said(self, item: nodes.list_item) -> Any:
        form = self.kind.form.item
        assert form is not None  # noqa: S101 - only a directive with items asks for them
        try:
            if len(item) != 1 or not isinstance(item[0], nodes.paragraph):
                raise Complaint(form.not_a_line)
            return form.read([_piece(child) for child in item[0].children])
        except Complaint as error:
            raise self.error(str(form.complaint(error, self.name))) from error

    def locate(self, node: N) -> N:
        """Give a node the place of the directive, and return it."""
        node.source, node.line = self.state_machine.get_source_and_line(self.lineno)
        return node


def _piece(node: nodes.Node) -> tuple[Part, str]:
    """Return what `form.read_item` says of the syntax, of the nodes that were made of it."""
    if isinstance(node, nodes.image):
        return Part.IMAGE, node.astext()
    is_title = is_reference(node) or isinstance(node, nodes.reference | nodes.emphasis)
    return Part.TITLE if is_title else Part.TEXT, node.astext()


def directive_class(kind: DirectiveKind) -> type[Written]:
    """Return the class by which docutils runs a directive."""
    form = kind.form
    required = int(bool(form.argument and form.argument.required))
    converters = {name: _converter(option) for name, option in form.options.items()}
    members = {
        "kind": kind,
        "has_content": form.body is not Body.NONE,
        "required_arguments": required,
        "optional_arguments": int(bool(form.argument)) - required,
        "final_argument_whitespace": True,
        "option_spec": OptionSpec(converters),
    }
    return type(form.name, (Written,), members)


def _converter(option: Option) -> Callable[[str | None], Any]:
    return lambda value: option.read((value or "").strip())
