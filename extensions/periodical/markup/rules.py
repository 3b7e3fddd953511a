"""What is wrong with a contributor's page: one implementation for `check` and for the build.

`PageRules.examine_page` is asked once a page, `PageRules.examine` for each token: by `whole_page`
for `periodical check`, and by the Sphinx parser just before it renders the token, which is the one
place that every nested parse goes through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from pygments.lexers import find_lexer_class_by_name, get_all_lexers
from pygments.util import ClassNotFound

from ..model.archive import (
    PAGE_SUFFIX,
    date_in_name,
    page_name_complaint,
    page_of,
)
from ..model.issue import old_anchor
from ..model.messages import Complaint, InvalidValueError
from ..model.page import Page
from ..model.problem import Code, Problem, did_you_mean
from ..model.publication import Section, fold_heading
from ..model.registry import EntryKind
from ..model.section_kinds import Kind
from ..model.text import (
    FORBIDDEN,
    forbidden_complaint,
    words_and_target,
)
from ..pictures.complaints import image_complaint
from .directive import Setting
from .directives import DIRECTIVES
from .form import Body, read_invocation, read_item
from .grammar import (
    BLOCKS,
    DEEPEST,
    INLINES,
    INSTEAD_OF_DIRECTIVE,
    INSTEAD_OF_SYNTAX,
    ROLES,
)
from .lang import read_lang
from .markdown import (
    anchors_of,
    directive_argument,
    directive_name,
    footnotes_in,
    level_of,
    line_of,
    number_from,
    plain_parser,
    plain_text,
    unique_anchor,
)
from .surroundings import Surroundings
from .targets import ISSUE, STORY, read_named, story_target

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_UNREMARKABLE = frozenset(
    {"text", "softbreak", "hardbreak", "em", "strong", "inline", "td", "th", "tr"}
)
_CARRIES_TEXT = frozenset({"text", "text_special", "code_inline", "link", "image"})
# Possessive throughout: a long line of spaces is read once.
_LOST_COLONS = re.compile(r":{3,}+\s*+\{?+\s*+([\w-]++)\s*+\}?+\s*+$")

_DEFINITION = re.compile(r" {0,3}\[(?!\^)[^\]]+\]:")


def _hidden_character(node: SyntaxTreeNode) -> str | None:
    """Return a character that no text can hold, written as ``&#x202E;`` or ``%E2%80%AE``.

    `Page` has seen those that stand in the file, and left U+FFFD in their place.
    """
    words = f"{node.content} {node.attrs.get('title', '')}"
    return next((c for c in FORBIDDEN.findall(words) if c != "\ufffd"), None)


@dataclass
class PageRules:
    """The rules for one page.

    Parameters
    ----------
    page
        The page.
    surroundings
        What it is judged against.
    sections, anchors, edges
        What `examine_page` found: the declared sections by the lines of their headings, the
        addresses of the headings, and the lines of rules at the edges of sections.
    """

    page: Page
    surroundings: Surroundings
    sections: dict[int, Section] = field(default_factory=dict)
    anchors: tuple[str, ...] = ()
    edges: frozenset[int] = frozenset()

    def problem(
        self, line: int, code: Code, message: str, advice: str = "", *, at: str = ""
    ) -> Problem:
        """Return a problem on a line, at the column where the text `at` stands in it."""
        source = self.page.lines[line - 1] if 0 < line <= len(self.page.lines) else ""
        column = source.find(at) if at else -1
        if column < 0:
            column = len(source) - len(source.lstrip())
        return Problem(self.page.file, line, column + 1, code, message, advice)

    def _problem(self, line: int, said: Complaint, *, at: str = "") -> Problem:
        """Return what the catalogue says, on a line."""
        return self.problem(line, said.code, said.message, said.advice, at=at)

    # The page as a whole

    def examine_page(
        self, tokens: list[Token], environment: Mapping[str, Any]
    ) -> Iterator[Problem]:
        """Yield what can be said of the page as a whole: its head, name, headings, footnotes.

        Parameters
        ----------
        tokens, environment
            What the parser made of the page's body.
        """
        yield from self.page.character_problems()
        yield from self.page.front_matter.problems
        if complaint := page_name_complaint(self.page.file):
            yield Problem(self.page.file, 1, 1, Code.FILE_NAME, *complaint)
        yield from self._examine_head()
        yield from self._examine_withdrawal(tokens)
        headings = [
            (int(token.tag[1]), plain_text(SyntaxTreeNode([tokens[n + 1]])), token.map[0] + 1)
            for n, token in enumerate(tokens)
            if token.type == "heading_open" and token.level == 0 and token.map
        ]
        used: dict[str, int] = {}
        self.anchors = tuple(unique_anchor(title, used) for _, title, _ in headings)
        yield from self._examine_old_anchors()
        yield from self._examine_headings(headings)
        yield from self._examine_footnotes(tokens)
        self.edges = frozenset(self._rules_at_edges(tokens))
        for definition in environment.get("duplicate_refs", ()):
            yield self.problem(
                definition["map"][0] + 1,
                Code.LINK,
                f"The address of [{definition['label'].lower()}] is given twice.",
                "Give one of the two another label.",
            )

        yield from self._examine_definitions(environment.get("references", {}))

    def _examine_definitions(self, definitions: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield link definitions that nothing uses: a line “[note]: …” is not printed."""
        for label, definition in definitions.items():
            first, last = definition["map"]
            others = "\n".join([*self.page.lines[:first], *self.page.lines[last:]])
            words = r"\s+".join(re.escape(word) for word in label.split())
            if re.search(rf"\[\s*{words}\s*\]", others, re.IGNORECASE) is None:
                yield self.problem(
                    first + 1,
                    Code.LINK,
                    f"Nothing uses the address of [{label.lower()}], and readers would not see it.",
                    f"Write [words][{label.lower()}] in the text, or delete the line.",
                )

    def _examine_head(self) -> Iterator[Problem]:
        head, source = self.page.front_matter.head, self.page.front_matter.source
        if head is None:
            return
        named = date_in_name(self.page.file)
        if page_name_complaint(self.page.file) is None and named != head.date.isoformat():
            yield Problem(
                self.page.file,
                *source.place(("date",)),
                Code.FILE_NAME,
                f"The date is {head.date}, but the file's name begins with {named}.",
                "Make the two equal.",
            )
        if head.lead_image:
            complaint = image_complaint(
                head.lead_image.file, page=self.page.file, root=self.surroundings.root
            )
            if complaint:
                place = source.place(("lead_image", "file"))
                yield Problem(self.page.file, *place, Code.IMAGE, *complaint)

    def _examine_withdrawal(self, tokens: list[Token]) -> Iterator[Problem]:
        """Yield the text of a withdrawn issue: what is not on the page can reach no output."""
        head = self.page.front_matter.head
        if head is None or not head.is_withdrawn:
            return
        text = [token for token in tokens if token.map and token.level == 0]
        if len(text) > 1:
            yield self.problem(
                (text[1].map or (self.page.front_matter.end,))[0] + 1,
                Code.WITHDRAWN,
                "The issue is withdrawn, and its text is still on the page.",
                "Delete everything below the title; earlier versions keep what was published.",
            )

    def _examine_old_anchors(self) -> Iterator[Problem]:
        """Yield old anchors that are in use, and those that lead to no heading."""
        head, source = self.page.front_matter.head, self.page.front_matter.source
        if head is None:
            return
        for index, address in enumerate(head.redirect_from):
            for old, new in old_anchor(address):
                if old in self.anchors:
                    complaint = f"#{old} is the address of a heading of this page."
                    advice = "Take it out of redirect_from."
                elif new and new not in self.anchors:
                    complaint = f"No heading of this page has the address #{new}."
                    advice = did_you_mean(new, self.anchors)
                else:
                    continue
                place = source.place(("redirect_from", index))
                yield Problem(self.page.file, *place, Code.REDIRECT, complaint, advice)

    def _examine_headings(self, headings: list[tuple[int, str, int]]) -> Iterator[Problem]:
        titles = [heading for heading in headings if heading[0] == 1]
        if not titles:
            yield Problem(
                self.page.file,
                self.page.front_matter.end + 1,
                1,
                Code.TITLE,
                "The page has no title.",
                "Begin the text with a line “# ” and the title of the front matter.",
            )
        elif headings[0][0] != 1:
            yield self.problem(
                headings[0][2],
                Code.TITLE,
                "A heading stands before the title.",
                "Begin the text with the title, a line “# …”.",
            )
        # Of a front matter with other mistakes, too, the title is known.
        data = self.page.front_matter.source.data
        expected = data.get("title") if isinstance(data, dict) else None
        for number, (_, title, line) in enumerate(titles):
            if number:
                yield self.problem(
                    line,
                    Code.TITLE,
                    f"“{title}” is a second title.",
                    "Write ## for a section, ### for a story.",
                )
            elif (
                isinstance(expected, str)
                and expected
                and fold_heading(title) != fold_heading(expected)
            ):
                yield self.problem(
                    line,
                    Code.TITLE,
                    f"The title “{title}” is not that of the front matter.",
                    f"Write “# {' '.join(expected.split())}”, or change that of the front matter.",
                )
        yield from self._examine_sections([h for h in headings if h[0] == 2])
        level = 0
        for depth, title, line in headings:
            if not title.strip():
                yield self.problem(
                    line, Code.HEADING, "This heading is empty.", "Write it or delete it."
                )
            if level and depth > level + 1:
                yield self.problem(
                    line,
                    Code.HEADING,
                    f"“{title}” skips a level: {'#' * depth} after {'#' * level}.",
                    f"Write {'#' * (level + 1)}.",
                )
            elif depth > 4:
                yield self.problem(
                    line,
                    Code.HEADING,
                    f"“{title}” is a heading of level {depth}.",
                    "Use # for the title, ## for sections, ### for stories, #### for their parts.",
                )
            level = depth

    def _examine_sections(self, headings: list[tuple[int, str, int]]) -> Iterator[Problem]:
        publication = self.surroundings.publication
        seen: dict[str, int] = {}
        for _, title, line in headings:
            if not title.strip():
                continue
            section = publication.section(title)
            if section is None:
                known = [
                    name for each in publication.sections for name in (each.title, *each.aliases)
                ]
                listed = ", ".join(f"“{each.title}”" for each in publication.sections)
                yield self.problem(
                    line,
                    Code.SECTION,
                    f"There is no section “{title}”.",
                    did_you_mean(title, known, f"The sections are {listed}."),
                )
            elif section.title in seen:
                yield self.problem(
                    line,
                    Code.SECTION,
                    f"The section “{section.title}” stands twice.",
                    f"It begins on line {seen[section.title]}: put all of it there.",
                )
            else:
                seen[section.title] = line
                self.sections[line] = section

    def _examine_footnotes(self, tokens: list[Token]) -> Iterator[Problem]:
        notes: dict[str, int] = {}
        used: dict[str, int] = {}
        for token in tokens:
            line = token.map[0] + 1 if token.map else 1
            if token.type == "footnote_reference_open":
                label = token.meta["label"]
                if label in notes:
                    yield self.problem(
                        line,
                        Code.FOOTNOTE,
                        f"The footnote [^{label}] stands twice.",
                        "Give one of the two another label.",
                    )
                notes.setdefault(label, line)
            for label in footnotes_in(token):
                used.setdefault(label, line)
        for label in used.keys() - notes.keys():
            yield self.problem(
                used[label],
                Code.FOOTNOTE,
                f"There is no footnote [^{label}].",
                f"Add a line “[^{label}]: …” below.",
                at=f"[^{label}]",
            )
        for label in notes.keys() - used.keys():
            yield self.problem(
                notes[label],
                Code.FOOTNOTE,
                f"Nothing in the text refers to the footnote [^{label}].",
                f"Write [^{label}] where it belongs, or delete it.",
            )

    def _rules_at_edges(self, tokens: list[Token]) -> Iterator[int]:
        """Yield the lines of rules beside a heading, another rule, or the page's end."""
        blocks = [token for token in tokens if token.level == 0 and token.nesting >= 0]
        for n, token in enumerate(blocks):
            beside = [blocks[i].type for i in (n - 1, n + 1) if 0 <= i < len(blocks)]
            at_edge = len(beside) < 2 or not {"heading_open", "hr"}.isdisjoint(beside)
            if token.type == "hr" and token.map and at_edge:
                yield token.map[0] + 1

    # One token

    def examine(self, node: SyntaxTreeNode, *, depth: int) -> Iterator[Problem]:
        """Yield what is wrong with one block or inline, not with what it contains.

        Parameters
        ----------
        node
            The syntax.
        depth
            In how many directives it stands.
        """
        if node.type in _CARRIES_TEXT and (hidden := _hidden_character(node)):
            yield self.problem(line_of(node), Code.ENCODING, *forbidden_complaint(hidden))
        if node.type in _UNREMARKABLE:
            return
        line = line_of(node)
        match node.type:
            case "fence" | "colon_fence":
                yield from self._examine_fence(node, line, depth)
            case "html_block" | "html_inline":
                yield from self._examine_html(node, line)
            case "link":
                yield from self._examine_link(node, line)
            case "image":
                yield from self._examine_image(node, line)
                for child in node.children:
                    for each in child.walk():
                        yield from self.examine(each, depth=depth)
            case "myst_role":
                yield from self._examine_role(node, line)
            case "heading":
                yield from self._examine_heading(node, line, depth)
            case "paragraph":
                yield from self._examine_paragraph(node, line)
            case "footnote_reference" if depth or not (node.parent and node.parent.is_root):
                yield self.problem(
                    line,
                    Code.FOOTNOTE,
                    "The text of a footnote cannot stand inside something else.",
                    "Put the line [^…]: … between two paragraphs of the story.",
                )
            case "hr" if depth or not (node.parent and node.parent.is_root):
                yield self.problem(
                    line, Code.SYNTAX, "A rule cannot stand here.", "Put it between two paragraphs."
                )
            case "hr" if line in self.edges:
                yield self.problem(
                    line,
                    Code.SYNTAX,
                    "A rule stands at the edge of a section.",
                    "Delete it: a heading parts enough.",
                )
            case "list_item" if "checked" in (node.meta or {}):
                what, advice = INSTEAD_OF_SYNTAX["tasklist"]
                yield self.problem(line, Code.SYNTAX, f"{what} cannot be used.", advice)
            case kind if kind not in BLOCKS and kind not in INLINES:
                what, advice = INSTEAD_OF_SYNTAX.get(
                    kind, (f"The syntax “{kind}”", "Write plain text.")
                )
                yield self.problem(line, Code.SYNTAX, f"{what} cannot be used.", advice)
        if node.type in BLOCKS and not node.is_root and level_of(node) > DEEPEST:
            yield self.problem(
                line,
                Code.NESTING,
                "Lists or quotations are nested too deep.",
                "Three levels are enough: write the rest as paragraphs.",
            )

    def _examine_html(self, node: SyntaxTreeNode, line: int) -> Iterator[Problem]:
        html = node.content.strip()
        shown = html.split("\n")[0][:60]
        instead = {
            "<!": "A comment for editors goes in the pull request.",
            "<b": "For a new line, end the line with a backslash; for strong text, use **stars**.",
            "<i": "For emphasis, use *stars*; a picture is ![what it shows](file.jpg).",
            "<a": "A link is [words](https://address).",
        }.get(html[:2].lower(), "Write it in Markdown; for the sign itself, write &lt;.")
        yield self.problem(line, Code.HTML, f"“{shown}” is HTML.", instead, at=shown)

    def _examine_paragraph(self, node: SyntaxTreeNode, line: int) -> Iterator[Problem]:
        """A fence of colons that opens nothing is printed as text: it was meant to be one."""
        inline = node.children[0] if node.children else None
        for number, words in enumerate(inline.content.split("\n") if inline else ()):
            if lost := _LOST_COLONS.match(words.strip()):
                yield self.problem(
                    line + number,
                    Code.DIRECTIVE,
                    f"“{words.strip()}” opens nothing.",
                    f"Write “:::{{{lost[1]}}}”, and a line “:::” at its end.",
                )

    def _examine_heading(self, node: SyntaxTreeNode, line: int, depth: int) -> Iterator[Problem]:
        if depth or not (node.parent and node.parent.is_root):
            yield self.problem(
                line,
                Code.HEADING,
                "A heading cannot stand inside something else.",
                "Move it out, or write the words as **strong text**.",
            )
        for child in node.walk():
            if child.type in ("image", "footnote_ref"):
                yield self.problem(
                    line,
                    Code.HEADING,
                    "A heading holds words, no pictures and no footnotes.",
                    "Put it in the text below.",
                )

    def _examine_fence(self, node: SyntaxTreeNode, line: int, depth: int) -> Iterator[Problem]:
        name = directive_name(node)
        if name is None:
            yield from self._examine_code(node, line)
            return
        if name not in DIRECTIVES:
            yield self.problem(
                line,
                Code.DIRECTIVE,
                f"There is no directive “{name}” for pages of contributors.",
                INSTEAD_OF_DIRECTIVE.get(name) or did_you_mean(name, DIRECTIVES),
                at=name,
            )
            return
        if depth or not (node.parent and node.parent.is_root):
            yield self.problem(
                line,
                Code.DIRECTIVE,
                f"“{name}” cannot stand inside something else.",
                "Put it between two paragraphs; check that the one before it has its closing :::.",
            )
            return
        if not self._is_closed(node):
            yield self.problem(
                line,
                Code.DIRECTIVE,
                f"“{name}” does not end.",
                f"Write a line {node.markup} where it ends.",
            )
        yield from self._examine_invocation(name, node, line)

    def _is_closed(self, node: SyntaxTreeNode) -> bool:
        lines, last = self.page.lines, (node.map or (0, 0))[1] - 1
        return 0 < last <= len(lines) and lines[last - 1].strip().startswith(node.markup)

    def _examine_invocation(self, name: str, node: SyntaxTreeNode, line: int) -> Iterator[Problem]:
        directive = DIRECTIVES[name]
        form = directive.form
        invocation = read_invocation(form, directive_argument(node), node.content)
        setting = self._setting(node, line)
        for each in (*invocation.findings, *directive.check(invocation, setting)):
            yield self._problem(line + each.line, each.complaint, at=each.at)
        for number, text in enumerate(invocation.body):
            if _DEFINITION.match(text):
                yield self.problem(
                    line + invocation.body_offset + number,
                    Code.LINK,
                    "The address of a link stands on a line of its own, which readers do not see.",
                    "Write the address where the link is: [words](https://address).",
                )
        if form.body is Body.LIST and any(text.strip() for text in invocation.body):
            yield from self._examine_list(name, invocation.body, line + invocation.body_offset)

    def _setting(self, node: SyntaxTreeNode, line: int) -> Setting:
        before = node.previous_sibling if node.parent else None
        below = before.tag if before is not None and before.type == "heading" else None
        lines = self.page.lines[line - 1 : (node.map or (line, line))[1] - 1]
        return Setting(self.page.file, lines, below, self.surroundings)

    def _examine_list(self, name: str, body: tuple[str, ...], first: int) -> Iterator[Problem]:
        form = DIRECTIVES[name].form.item
        tokens = plain_parser().parse("\n".join(body) + "\n")
        number_from(tokens, first)
        lists = [node for node in SyntaxTreeNode(tokens).children if node.type == "bullet_list"]
        if not lists:
            yield self.problem(
                first, Code.DIRECTIVE, f"“{name}” needs a list.", "Begin each line with a hyphen."
            )
        for item in (item for each in lists for item in each.children):
            try:
                if form:
                    read_item(form, item)
            except InvalidValueError as error:
                yield self._problem(line_of(item), error.complaint())

    def _examine_code(self, node: SyntaxTreeNode, line: int) -> Iterator[Problem]:
        words = node.info.split()
        if node.type == "colon_fence":
            known = words[0].strip("{}") if words else ""
            yield self.problem(
                line,
                Code.DIRECTIVE,
                "Three colons open a directive, but none is named.",
                f"Write “:::{{{known if known in DIRECTIVES else 'why-its-important'}}}”.",
            )
        elif words:
            try:
                find_lexer_class_by_name(words[0])
            except ClassNotFound:
                known_languages = [
                    alias for _, aliases, _, _ in get_all_lexers() for alias in aliases
                ]
                yield self.problem(
                    line,
                    Code.SYNTAX,
                    f"“{words[0]}” is no language of code that is known.",
                    did_you_mean(words[0], known_languages, "Write ```text."),
                    at=words[0],
                )

    def _examine_role(self, node: SyntaxTreeNode, line: int) -> Iterator[Problem]:
        name, at = node.meta["name"], f"{{{node.meta['name']}}}"
        if name not in ROLES:
            yield self.problem(
                line,
                Code.ROLE,
                f"There is no role “{name}” for pages of contributors.",
                did_you_mean(name, ROLES),
                at=at,
            )
        elif name == "lang":
            try:
                read_lang(node.content)
            except InvalidValueError as error:
                yield self._problem(line, error.complaint(), at=at)
        elif name in (ISSUE, STORY):
            words, target = words_and_target(node.content)
            target = target or words
            yield from (
                self._examine_reference(target, line, at=target)
                if name == ISSUE
                else self._examine_story_reference(target, line)
            )
        else:
            try:
                read_named(EntryKind(name), node.content, self.surroundings.registry)
            except LookupError as error:
                target = str(error.args[0])
                said = self.surroundings.not_in_registry(EntryKind(name), target)
                yield self._problem(line, said, at=target)

    def _examine_reference(self, target: str, line: int, *, at: str) -> Iterator[Problem]:
        issues = self.surroundings.issues
        if issues is not None and len(issues.find(target)) != 1:
            yield self.problem(line, Code.ISSUE, *issues.explain(target), at=at)

    def _examine_story_reference(self, target: str, line: int) -> Iterator[Problem]:
        parts = story_target(target)
        if parts is None:
            yield self.problem(
                line,
                Code.ROLE,
                f"“{target}” does not say which story.",
                "Write the issue’s date, #, and the address of the heading, as in "
                "{story}`2024-04-09#anglo-saxon-kazakhstan`.",
                at=target,
            )
        elif not parts[0]:
            yield from self._examine_anchor(parts[1], self.anchors, line, at=target)
        else:
            yield from self._examine_reference(parts[0], line, at=target)
            yield from self._examine_anchor_elsewhere(*parts, line, at=target)

    def _examine_anchor_elsewhere(
        self, issue: str, anchor: str, line: int, *, at: str
    ) -> Iterator[Problem]:
        """Yield a heading's address that another issue does not have.

        Within a Sphinx build it is looked up once all pages are read.
        """
        issues = self.surroundings.issues
        if issues is not None and len(found := issues.find(issue)) == 1:
            page = Page.read(self.surroundings.root, page_of(found[0]))
            yield from self._examine_anchor(
                anchor, anchors_of(page), line, at=at, page=f"the issue {found[0]}"
            )

    def _examine_anchor(
        self,
        anchor: str,
        anchors: tuple[str, ...],
        line: int,
        *,
        at: str,
        page: str = "this page",
    ) -> Iterator[Problem]:
        if anchor not in anchors:
            yield self.problem(
                line,
                Code.LINK,
                f"No heading of {page} has the address “#{anchor}”.",
                did_you_mean(anchor, anchors),
                at=at,
            )

    def _examine_image(self, node: SyntaxTreeNode, line: int) -> Iterator[Problem]:
        source = unquote(str(node.attrs.get("src", "")))
        complaint = image_complaint(source, page=self.page.file, root=self.surroundings.root)
        if complaint:
            yield self.problem(line, Code.IMAGE, *complaint, at="![")
        elif not plain_text(node).strip():
            yield self.problem(
                line,
                Code.IMAGE,
                f"The picture “{source}” has no description.",
                "Say in a few words what it shows, between the square brackets.",
                at="![",
            )

    def _examine_link(self, node: SyntaxTreeNode, line: int) -> Iterator[Problem]:
        href = str(node.attrs.get("href", ""))
        shown = unquote(href)
        at = shown if shown else "]("
        if not href:
            yield self.problem(
                line, Code.LINK, "This link has no address.", "Write it in the (…).", at=at
            )
            return
        if (
            not plain_text(node).strip()
            and node.info != "auto"
            and not any(child.type == "image" for child in node.children)
        ):
            yield self.problem(
                line, Code.LINK, "This link has no words.", "Write them in the […].", at=at
            )
        scheme = _SCHEME.match(href)
        if scheme:
            yield from self._examine_address(href, scheme[1].lower(), line, at)
        elif href.startswith("#"):
            yield from self._examine_anchor(shown[1:], self.anchors, line, at=at)
        elif (target := self.issue_in(href)) is not None:
            yield from self._examine_reference(target, line, at=at)
            if anchor := unquote(href.partition("#")[2]):
                yield from self._examine_anchor_elsewhere(target, anchor, line, at=at)
        else:
            yield self.problem(
                line,
                Code.LINK,
                f"“{shown}” is neither a web address nor an issue.",
                "Begin an address with https://; write an issue as {issue}`2024-04-09`.",
                at=at,
            )

    def _examine_address(self, href: str, scheme: str, line: int, at: str) -> Iterator[Problem]:
        if scheme == "mailto" and "@" in href:
            return
        if scheme not in ("http", "https"):
            yield self.problem(
                line,
                Code.LINK,
                f"A link cannot begin with “{scheme}:”.",
                "Use https://, http:// or mailto:.",
                at=at,
            )
            return
        try:
            parts = urlsplit(href)
            host, secret = parts.hostname, parts.username is not None
            _ = parts.port
        except ValueError:
            host, secret = None, False
        if not host:
            yield self.problem(
                line,
                Code.LINK,
                f"“{href}” is not a whole web address.",
                "Copy it again from the browser.",
                at=at,
            )
        elif secret:
            yield self.problem(
                line,
                Code.LINK,
                "An address with a user name or password misleads readers.",
                "Take out what stands before the @.",
                at=at,
            )

    def issue_in(self, href: str) -> str | None:
        """Return the id of the issue that a relative link leads to, if it has that form."""
        path = PurePosixPath(unquote(href.split("#")[0]))
        if ":" in href:  # a browser would take what stands before it for a scheme
            return None
        if path.suffix != PAGE_SUFFIX or path.is_absolute():
            return None
        return path.stem

    def section_kind(self, line: int) -> Kind | None:
        """Return the kind of the section whose heading stands on a line."""
        section = self.sections.get(line)
        return section.kind if section else None
