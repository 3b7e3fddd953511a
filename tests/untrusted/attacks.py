"""What a contributor's page could try, and what `periodical check` and the build say of it.

Each attack is the text of a story. `said` holds, for every problem, the words of the page at which
it stands, its code, and words of its message. All of it is fiction.
"""

# ruff: noqa: E501 - a page reads better where its lines are not cut

from __future__ import annotations

from dataclasses import dataclass, field

EVIL = "https://evil.example"


@dataclass(frozen=True)
class Attack:
    """A page, and what has to be said of it."""

    name: str
    body: str
    said: tuple[tuple[str, str, str], ...]
    extra: str = field(default="", kw_only=True)
    """Lines of front matter."""
    title: str = field(default="A Fictional Title", kw_only=True)


def directive(name: str, *, at: str | None = None) -> tuple[str, str, str]:
    """Return what is said of a directive that is not on the list."""
    return (at or f"{{{name}}}", "directive", f"There is no directive “{name}”")


def role(name: str) -> tuple[str, str, str]:
    """Return what is said of a role that is not on the list."""
    return (f"{{{name}}}", "role", f"There is no role “{name}”")


ATTACKS = (
    # Raw HTML
    Attack(
        "html-block",
        "<script>window.pwned = 1; alert(1)</script>\n",
        (("<script>", "html", "is HTML"),),
    ),
    Attack(
        "html-inline",
        "A word <img src=x onerror=alert(1)> and\nanother <b>word</b>.\n",
        (
            ("<img", "html", "“<img src=x onerror=alert(1)>” is HTML"),
            ("<b>", "html", "“<b>” is HTML"),
            ("</b>", "html", "“</b>” is HTML"),
        ),
    ),
    Attack(
        "html-comment",
        "<!-- hidden\n\n<script>alert(1)</script> -->\n\nSeen.\n",
        (("<!-- hidden", "html", "“<!-- hidden” is HTML"),),
    ),
    Attack(
        "html-svg",
        "<svg><animate onbegin=alert(1) attributeName=x></svg>\n",
        (
            ("<svg>", "html", "is HTML"),
            ("<animate", "html", "is HTML"),
            ("</svg>", "html", "is HTML"),
        ),
    ),
    Attack(
        "html-base-and-refresh",
        "<base href=https://evil.example/>\n\n"
        '<meta http-equiv="refresh" content="0;url=https://evil.example">\n\n'
        "<link rel=stylesheet href=https://evil.example/a.css>\n\n"
        "<style>body{position:fixed}</style>\n",
        (
            ("<base", "html", "is HTML"),
            ("<meta", "html", "is HTML"),
            ("<link", "html", "is HTML"),
            ("<style>", "html", "is HTML"),
        ),
    ),
    Attack(
        "html-iframe-form",
        "- <iframe srcdoc='<script>alert(1)</script>'></iframe>\n\n> <form action=//evil.example>\n",
        (("<iframe", "html", "is HTML"), ("<form", "html", "is HTML")),
    ),
    Attack(
        "html-in-a-table",
        "| a | b |\n| - | - |\n| <u>x</u> | `<u>` |\n",
        (("<u>x", "html", "“<u>” is HTML"), ("</u>", "html", "“</u>” is HTML")),
    ),
    Attack(
        "html-in-a-heading",
        "#### A part <script>alert(1)</script>\n\nText.\n",
        (("<script>", "html", "“<script>” is HTML"), ("</script>", "html", "“</script>” is HTML")),
    ),
    Attack(
        "html-in-a-footnote",
        "A word.[^1]\n\n[^1]: A note <img src=x onerror=alert(1)>.\n",
        (("[^1]: A note", "html", "is HTML"),),
    ),
    Attack(
        "html-in-guests",
        ":::{guests}\n- A. Fictional <b onclick=alert(1)>Guest</b>, a role\n:::\n",
        (
            ("- A. Fictional", "html", "“<b onclick=alert(1)>”"),
            ("- A. Fictional", "html", "“</b>”"),
        ),
    ),
    Attack(
        "html-in-related",
        ":::{related-articles}\n- [A title](https://a.example) — a <i>teaser</i>\n:::\n",
        (("teaser", "html", "“<i>”"), ("teaser", "html", "“</i>”")),
    ),
    Attack(
        "html-in-a-link",
        "[<img src=x onerror=alert(1)>](https://a.example)\n",
        (("[<img", "html", "is HTML"),),
    ),
    # Directives and roles of MyST, docutils and Sphinx
    Attack(
        "raw",
        "```{raw} html\n<script>alert(1)</script>\n```\n\n:::{raw} html\n:file: ../../conf.py\n:::\n",
        (directive("raw", at="```{raw}"), directive("raw", at=":::{raw}")),
    ),
    Attack(
        "include",
        "```{include} ../../conf.py\n```\n\n```{literalinclude} /conf.py\n```\n",
        (directive("include"), directive("literalinclude")),
    ),
    Attack(
        "csv-table",
        ":::{csv-table}\n:file: ../../conf.py\n:::\n\n:::{csv-table} x\n:url: file:///etc/passwd\n:::\n",
        (
            directive("csv-table", at=":::{csv-table}\n"),
            directive("csv-table", at=":::{csv-table} x"),
        ),
    ),
    Attack(
        "eval-rst",
        "```{eval-rst}\n.. raw:: html\n\n   <script>alert(1)</script>\n\n.. include:: /conf.py\n```\n",
        (directive("eval-rst"),),
    ),
    Attack(
        "pictures-by-directive",
        ":::{figure} https://evil.example/a.png\n:target: javascript:alert(1)\n:class: fixed\n:::\n\n"
        ":::{image} ../../_static/star.svg\n:target: javascript:alert(1)\n:::\n",
        (directive("figure"), directive("image")),
    ),
    Attack(
        "toctree",
        ":::{toctree}\n[a](javascript:alert(1))\nEvil <https://evil.example>\n:::\n",
        (directive("toctree"),),
    ),
    Attack(
        "cards-and-boxes",
        ":::{card} x\n:link: javascript:alert(1)\n:::\n\n:::{container} fixed\nx\n:::\n\n"
        ":::{div} fixed\nx\n:::\n\n:::{class} fixed\n:::\n",
        (directive("card"), directive("container"), directive("div"), directive("class")),
    ),
    Attack(
        "meta-only-and-the-like",
        ":::{meta}\n:http-equiv=refresh: 0\n:::\n\n:::{only} html\nx\n:::\n\n:::{highlight} python\n:::\n\n"
        ":::{index} x\n:::\n\n:::{tabularcolumns} \\input{/etc/passwd}\n:::\n\n"
        ":::{role} raw-html(raw)\n:format: html\n:::\n\n:::{default-role} raw\n:::\n",
        tuple(
            directive(name)
            for name in (
                "meta",
                "only",
                "highlight",
                "index",
                "tabularcolumns",
                "role",
                "default-role",
            )
        ),
    ),
    Attack(
        "roles",
        "{download}`../../conf.py` {raw-html}`<b>` {eval}`1` {doc}`/index` {ref}`x` {abbr}`a (b)`\n"
        "{py:func}`x` {math}`x` {sub}`x` {kbd}`x` {file}`x`\n",
        tuple(
            role(name)
            for name in (
                "download",
                "raw-html",
                "eval",
                "doc",
                "ref",
                "abbr",
                "py:func",
                "math",
                "sub",
                "kbd",
                "file",
            )
        ),
    ),
    # The same, out of sight
    Attack(
        "nested-in-a-callout",
        "::::{why-its-important}\n:::{raw} html\n<script>alert(1)</script>\n:::\n\n"
        "Text <b>strong</b> {download}`x`.\n::::\n",
        (
            directive("raw"),
            ("Text <b>", "html", "“<b>”"),
            ("Text <b>", "html", "“</b>”"),
            role("download"),
        ),
    ),
    Attack(
        "longer-fences",
        "`````{why-its-important}\n````{note}\n```{raw} html\n<script>alert(1)</script>\n```\n````\n`````\n",
        (directive("note"),),
    ),
    Attack(
        "in-lists-and-quotations",
        "- ```{raw} html\n  <script>alert(1)</script>\n  ```\n\n> ```{include} ../../conf.py\n> ```\n\n"
        "1. :::{raw} html\n   x\n   :::\n",
        (directive("raw", at="- ```"), directive("include"), directive("raw", at="1. :::")),
    ),
    Attack(
        "in-a-footnote",
        "A word.[^1]\n\n[^1]: A note\n\n    ```{raw} html\n    <script>alert(1)</script>\n    ```\n",
        (directive("raw"),),
    ),
    Attack(
        "in-a-caption",
        ":::{picture} square.png\n:alt: A fictional square\n:credit: Fiction\n\n"
        "A caption <script>alert(1)</script>\n\n```{raw} html\nx\n```\n:::\n",
        (
            ("A caption", "html", "“<script>”"),
            ("A caption", "html", "“</script>”"),
            directive("raw"),
        ),
    ),
    Attack(
        "where-options-stand",
        ":::{why-its-important}\n---\nclass: fixed\nname: the_text\n---\nText.\n:::\n\n"
        ":::{guests}\n:class: fixed\n- A. Fictional Guest\n:::\n",
        (
            ("---\nclass", "syntax", "A rule cannot stand here"),
            ("class: fixed\nname", "heading", "A heading cannot stand inside"),
            (":class: fixed", "option", "“guests” has no option “class”"),
        ),
    ),
    Attack(
        "front-matter-inside",
        ":::{why-its-important}\n\n---\nmyst:\n  enable_extensions: [substitution]\n---\n\n"
        "{{ 7 * 7 }}\n:::\n\n{{ env.config }} {% raw %}\n",
        (
            ("---\nmyst", "syntax", "A rule cannot stand here"),
            ("myst:", "heading", "A heading cannot stand inside"),
        ),
    ),
    # MyST's own extensions, switched on from within
    Attack(
        "myst-in-the-head",
        "{{ cycler.__init__.__globals__.os.popen('touch pwned').read() }}\n",
        (("myst:", "unknown-key", "There is no key “myst”"),),
        extra="myst:\n  enable_extensions: [substitution, html_image]\n"
        "  substitutions: {key: '<script>'}\n  html_meta: {http-equiv=refresh: 0}\n",
    ),
    Attack(
        "sphinx-in-the-head",
        "Text.\n",
        (
            ("html_theme", "unknown-key", "There is no key “html_theme.sidebar_secondary.remove”"),
            ("ogp_", "unknown-key", "There is no key “ogp_custom_meta_tags”"),
            ("nosearch", "unknown-key", "There is no key “nosearch”"),
        ),
        extra="html_theme.sidebar_secondary.remove: true\nogp_custom_meta_tags: ['<script>']\nnosearch: true\n",
    ),
    Attack(
        "attributes",
        "{.fixed #the_text style=position:fixed}\nA paragraph.\n\n[words]{.fixed}\n\n: a definition\n",
        (
            ("{.fixed #the", "syntax", "Attributes such as"),
            ("[words]", "syntax", "Attributes such as"),
            (": a definition", "syntax", "A line that begins with a colon"),
        ),
    ),
    Attack("signs-of-other-dialects", "Words, $x$, H~2~O, ==x==, and :smile:\n", ()),
    Attack(
        "labels-breaks-and-comments",
        "(the_text)=\nText.\n\n+++\n\n% hidden from readers\n\n~~struck~~\n\n- [ ] to do\n",
        (
            ("(the_text)=", "syntax", "A label such as (name)="),
            ("+++", "syntax", "A block break"),
            ("% hidden", "syntax", "A line that begins with %"),
            ("~~struck", "syntax", "Text struck through"),
            ("- [ ]", "syntax", "A list with boxes to tick"),
        ),
    ),
    # Links
    Attack(
        "links-that-run",
        "[a](javascript:alert(1)), [b](JaVaScRiPt:alert(1)), [c](vbscript:x),\n"
        "[d](data:text/html,<script>alert(1)</script>), [e](&#106;avascript:alert(1)),\n"
        "[f](<javascript:alert(1)>), <javascript:alert(1)>, [g](blob:x), [h](file:///etc/passwd)\n",
        (
            ("[a]", "link", "“javascript:”"),
            ("[b]", "link", "“javascript:”"),
            ("[c]", "link", "“vbscript:”"),
            ("[d]", "link", "“data:”"),
            ("[d]", "link", "“javascript:”"),
            ("[f]", "link", "“javascript:”"),
            ("[f]", "link", "“blob:”"),
            ("[f]", "link", "“file:”"),
        ),
    ),
    Attack(
        "links-in-disguise",
        "[a](<java\tscript:alert(1)>), [b](java&#10;script:alert(1)), [c](&#1;javascript:alert(1)),\n"
        "[d](//evil.example), [e](\\\\\\\\evil.example), [f](https:///evil.example),\n"
        "[g](https://bank.example@evil.example), [h](http:evil), [i](1a:x.md), [j](?q), [k]()\n",
        (
            ("[a]", "link", "“java script:alert(1)” is neither"),
            ("[a]", "link", "“java script:alert(1)” is neither"),
            ("[a]", "link", "is neither a web address nor an issue"),
            ("[d]", "link", "“//evil.example” is neither"),
            ("[d]", "link", "is neither"),
            ("[d]", "link", "is not a whole web address"),
            ("[g]", "link", "user name or password"),
            ("[g]", "link", "is not a whole web address"),
            ("[g]", "link", "“1a:x.md” is neither"),
            ("[g]", "link", "“?q” is neither"),
            ("[g]", "link", "has no address"),
        ),
    ),
    Attack(
        "links-to-files",
        "[a](../../conf.py) [b](/etc/passwd) [c](square.png) <path:conf.py> <inv:#x> <project:index.md>\n"
        "[d](../../_static/star.svg) [e](evil.html)\n",
        (
            ("[a]", "link", "“../../conf.py” is neither"),
            ("[a]", "link", "“/etc/passwd” is neither"),
            ("[a]", "link", "“square.png” is neither"),
            ("[a]", "link", "“path:”"),
            ("[a]", "link", "“inv:”"),
            ("[a]", "link", "“project:”"),
            ("[d]", "link", "is neither"),
            ("[d]", "link", "“evil.html” is neither"),
        ),
    ),
    Attack(
        "links-by-definition",
        "[words][evil] and [others][twice]\n\n[evil]: javascript:alert(1)\n"
        "[twice]: https://a.example\n[Twice]: javascript:alert(2)\n",
        (
            ("[words]", "link", "“javascript:”"),
            ("[Twice]", "link", "The address of [twice] is given twice"),
        ),
    ),
    Attack(
        "definitions-in-directives",
        ":::{why-its-important}\n> [a]: https://a.example\n\n- [b]: https://b.example\n\n"
        "[of two\nlines]: javascript:alert(1)\n:::\n\n:::{why-its-important}\nSee [b].\n:::\n",
        (
            ("> [a]", "link", "stands on a line of its own"),
            ("- [b]", "link", "stands on a line of its own"),
            ("[of two", "link", "stands on a line of its own"),
        ),
    ),
    Attack(
        "links-in-links",
        "[see {issue}`2031-01-01`](https://a.example), [*{story}`x <#a-fictional-story>`*](https://b.example)\n"
        "and [see <https://a.example/b>](https://a.example)\n\nor [a [b](https://b.example)](https://a.example)\n",
        (
            ("[see {issue}", "link", "is another link"),
            ("[*{story}", "link", "is another link"),
            ("and [see", "link", "is another link"),
            ("or [a", "link", "makes no link"),
        ),
    ),
    Attack(
        "html-behind-a-name",
        ":::{fact-of-the-week} Words <b>here\n:date: 2031-01-05\n:source: S\n\nMore.\n:::\n",
        (("Words <b>", "html", "“<b>”"),),
    ),
    Attack(
        "links-in-directives",
        ":::{related-articles}\n- [A title](javascript:alert(1)) — a teaser\n:::\n\n"
        ":::{podcast} majlis\n:audio: javascript:alert(1)\n:link: data:text/html,x\n\nText.\n:::\n\n"
        ":::{fact-of-the-week}\n:link: vbscript:x\n\nText.\n:::\n\n"
        ":::{picture} square.png\n:alt: A\n:credit: B\n:link: https://a@evil.example\n:::\n",
        (
            ("- [A title]", "link", "“javascript:”"),
            (":audio:", "option", "“javascript:alert(1)” is not a web address"),
            (":link: data", "option", "is not a web address"),
            (":link: vbscript", "option", "is not a web address"),
            (":link: https", "option", "user name or password"),
        ),
    ),
    Attack(
        "links-in-the-head",
        "Text.\n",
        (
            ("  url:", "invalid-value", "“source: url” is not a web address"),
            ("  link:", "invalid-value", "“lead_image: link” has a user name or password"),
        ),
        extra="source:\n  title: T\n  authors: [A. Fictional Author]\n  publisher: P\n  date: 2031-01-01\n"
        "  url: javascript:alert(1)\n"
        "lead_image:\n  file: square.png\n  alt: A\n  credit: B\n  link: https://bank.example@evil.example\n",
    ),
    Attack(
        "redirects",
        "Text.\n",
        (
            ("- https://evil", "invalid-value", "“redirect_from 1” is not an old address"),
            ("- issues/index", "invalid-value", "is the address of the archive"),
            ("- issues/2031.html", "invalid-value", "is the address of the archive"),
            ("- issues/./index", "invalid-value", "is not an old address"),
            ("- index.html", "invalid-value", "is not an old address"),
            ("- issues/../index", "invalid-value", "is not an old address"),
            ("- issues/2031/<b>", "invalid-value", "is not an old address"),
        ),
        extra="redirect_from:\n- https://evil.example\n- issues/index.html\n- issues/2031.html\n"
        "- issues/./index.html\n- index.html\n- issues/../index.html\n- issues/2031/<b>.html\n",
    ),
    # Pictures
    Attack(
        "pictures-elsewhere",
        "![a](https://evil.example/a.png) ![b](//evil.example/a.png) ![c](data:image/png;base64,AAAA)\n"
        "![d](../../_static/a.png) ![e](/issues/2031/square.png) ![f](file:///etc/passwd)\n"
        "![g](%2e%2e/%2e%2e/conf.png) ![h](../../../../etc/passwd.png) ![i](square.png%00.svg)\n",
        (
            ("![a]", "image", "is elsewhere on the web"),
            ("![a]", "image", "is elsewhere on the web"),
            ("![a]", "image", "is elsewhere on the web"),
            ("![d]", "image", "is outside issues/"),
            ("![d]", "image", "is not a file beside the page"),
            ("![d]", "image", "is elsewhere on the web"),
            ("![g]", "image", "“../../conf.png” is outside issues/"),
            ("![g]", "image", "is outside issues/"),
            ("![g]", "image", "cannot be the name of a picture"),
        ),
    ),
    Attack(
        "pictures-that-are-none",
        "![a](page.png) ![b](drawing.svg) ![c](script.gif) ![d](square.jpg) ![e](missing.png)\n"
        "![f](square.*) ![](square.png) ![g](link.png) ![h](cut.png)\n",
        (
            ("![a]", "image", "“page.png” is broken, or not a picture"),
            ("![a]", "image", "“drawing.svg” is not a picture that a page can show"),
            ("![a]", "image", "“script.gif” is broken"),
            ("![a]", "image", "“square.jpg” is a PNG picture by its content"),
            ("![a]", "image", "There is no picture “missing.png”"),
            ("![f]", "image", "“square.*” cannot be the name of a picture"),
            ("![f]", "image", "has no description"),
            ("![f]", "image", "“link.png” is outside issues/"),
            ("![f]", "image", "“cut.png” is broken"),
        ),
    ),
    # Characters
    Attack(
        "hidden-characters",
        "A \u202etxet desrever\u202c and \x1b[31mred\x1b[0m\nthe tag\U000e0041 and\u2028a separator\x0b.\n"
        "\u2067bidi\u2069\n",
        (
            ("A \u202e", "encoding", "U+202E RIGHT-TO-LEFT OVERRIDE"),
            ("the tag", "encoding", "U+E0041"),
            ("\u2067bidi", "encoding", "U+2067 RIGHT-TO-LEFT ISOLATE"),
        ),
    ),
    Attack(
        "hidden-by-entity",
        "A &#x202E;txet desrever&#x202c; and <https://a.example/%E2%80%AEx>\n"
        '![&#x2067;](square.png) [w](https://a.example "&#x202e;")\n\n'
        ':::{podcast} majlis\n:title: "a \\u202E title"\n\nText.\n:::\n',
        (
            ("A &#x202E;", "encoding", "U+202E RIGHT-TO-LEFT OVERRIDE"),
            ("![&#x2067;]", "encoding", "U+2067"),
            ("![&#x2067;]", "encoding", "U+202E"),
        ),
    ),
    Attack(
        "hidden-in-the-head",
        "Text.\n",
        (("lead_image:", "invalid-value", "has the invisible character U+202E"),),
        extra='lead_image: {file: square.png, alt: A, credit: "\\u202Eb"}\n',
    ),
    # The frame and its furniture
    Attack(
        "imitation-of-the-frame",
        "#### The_text\n\n#### the_text\n\n#### search-results\n\n#### Earlier_issues\n\n#### Masthead\n",
        (),
    ),
    Attack(
        "doubled-addresses",
        "See.[^1]\n\n#### Id1\n\n#### A\n\n#### A\n\n#### A 2\n\n#### Footnote reference 1\n\n[^1]: A note.\n",
        (),
    ),
    Attack(
        "empty-and-odd-headings",
        "####\n\n###### Six\n\n#### ![x](square.png)\n\n> #### In a quotation\n\n- #### In a list\n",
        (
            ("####\n", "heading", "This heading is empty"),
            ("######", "heading", "skips a level"),
            ("![x]", "heading", "A heading holds words"),
            ("> ####", "heading", "cannot stand inside"),
            ("- ####", "heading", "cannot stand inside"),
        ),
    ),
    # Words that other pages show: in cards, the archive, <title>, Open Graph, search
    Attack(
        "hostile-title",
        "#### \\<img src=x onerror=alert(1)> onerrorfiction\n\n`</title><script>alert(1)</script>`\n",
        (),
        title="<img src=x onerror=alert(1)> ' {{ 7 * 7 }} onerrorfiction",
    ),
    # Weight
    Attack(
        "quotations-without-end",
        ">" * 60 + " x\n",
        ((">>>>", "nesting", "nested too deep"),),
    ),
    Attack(
        "table-at-the-depth",
        "".join(f"{'>' * 12} {row}\n" for row in ("| a | b |", "| - | - |", "| c | d |")),
        ((">>>>", "nesting", "nested too deep"), ("c | d", "nesting", "nested too deep")),
    ),
    Attack(
        "emphasis-without-end",
        "**a " * 200 + "b** " * 200 + "\n",
        (("**a **a", "syntax", "Emphasis inside emphasis"),),
    ),
)
"""Every attack, by a page of its own."""
