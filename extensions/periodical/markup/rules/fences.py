"""Rules for fences: directives, and code."""

from functools import cache
from itertools import islice

from pygments.lexers import get_all_lexers

from ...model.messages import Complaint
from ..directive import DirectiveKind
from ..directives import DIRECTIVES
from ..form import Form, read_invocation, read_item
from ..judging import Opened, Syntax
from ..markdown import directive_argument, directive_name, line_of


def examine_fence(syntax: Syntax) -> None:
    """Say what is wrong with a directive, or with code."""
    name, markup = directive_name(syntax.node), syntax.node.markup
    if name is None:
        _examine_code(syntax)
    elif name not in DIRECTIVES:
        syntax.say("directive-unknown", at=name, word=name, known=DIRECTIVES, case=name)
    elif syntax.inside:
        syntax.say("directive-inside", directive=name)
    else:
        if len(syntax.lines) < 2 or not syntax.lines[-1].strip().startswith(markup):
            syntax.say("directive-endless", directive=name, fence=markup)
        _examine_invocation(syntax, DIRECTIVES[name])


def _examine_invocation(syntax: Syntax, directive: DirectiveKind) -> None:
    form = directive.form
    invocation = read_invocation(form, directive_argument(syntax.node), syntax.node.content)
    for below, wrong in invocation.wrong:
        syntax.say(wrong, below=below)
    directive.check(syntax, invocation)
    sandbox = syntax.context.sandbox
    before = len(sandbox.get("references", ()))
    tree = syntax.context.parsed(invocation.body + "\n", syntax.line + invocation.offset)
    inside = islice(sandbox.get("references", {}).values(), before, None)
    for definition in (*inside, *sandbox.pop("duplicate_refs", ())):
        syntax.say("link-label-inside", below=invocation.offset + definition["map"][0])
    opened = syntax.context.opened[syntax.node] = Opened(invocation, tree)
    if form.item and invocation.body.strip():
        _examine_list(syntax, form, opened)


def _examine_list(syntax: Syntax, form: Form, opened: Opened) -> None:
    lists = [node for node in opened.tree.children if node.type == "bullet_list"]
    if not lists:
        syntax.say("directive-needs-list", below=opened.invocation.offset, directive=form.name)
    for item in (item for each in lists for item in each.children):
        try:
            opened.items.append(read_item(form, item))
        except Complaint as error:
            syntax.context.say(line_of(item), error)


@cache
def _languages() -> frozenset[str]:
    return frozenset(alias.lower() for _, aliases, _, _ in get_all_lexers() for alias in aliases)


def _examine_code(syntax: Syntax) -> None:
    word, *others = syntax.node.info.split() or [""]
    if syntax.node.type == "colon_fence":
        known = word.strip("{}")
        directive = known if known in DIRECTIVES else [*DIRECTIVES][-1]
        syntax.say("directive-unnamed", directive=directive)
    elif word and word.lower() not in _languages():
        syntax.say("code-language-unknown", at=word, word=word, known=_languages())
    elif others:
        syntax.say("code-with-words", at=others[0], words=" ".join(others))
