"""What this publication is: its name, publisher and sections, and how its site is put together.

`periodical check` reads this file too, without Sphinx: keep it to plain values.
"""

project = "Central Asia in Focus"
language = "en"
# The address of the site, with a slash at its end: the one line to change when it moves.
html_baseurl = "https://central-asia-in-focus.example/"

periodical_tagline = "A weekly newsletter on Central Asia"
periodical_publisher = {"name": "Caspian Policy Center"}
periodical_licence = {
    "name": "CC BY 4.0",
    "url": "https://creativecommons.org/licenses/by/4.0/",
}
# Whom to tell of a hole in the site, as `.well-known/security.txt` (RFC 9116), if this is set:
# periodical_security = {"contact": ["mailto:…"], "expires": "2027-12-31"}
# The sections of an issue, in their order. `kind` says what a section holds; `aliases` are other
# headings that it may bear.
periodical_sections = [
    {"title": "In the Region", "kind": "stories"},
    {"title": "Majlis Podcast", "kind": "podcast"},
    {"title": "What I’m Following", "kind": "briefs"},
    {"title": "Fact of the Week", "kind": "fact"},
    {"title": "Thanks for Reading", "kind": "sign-off"},
    {"title": "Related Articles", "kind": "related"},
]

# What the permanent ids in feeds begin with: a name that was the publication's in that year, kept
# when the site moves. `hub` (WebSub) and `rsscloud` may name services that tell of new issues.
periodical_feeds = {"tag": "central-asia-in-focus.example,2024"}
# Who sends the e-mail edition (`periodical mail`), and how readers leave the list.
periodical_mail = {
    "sender": "Central Asia in Focus <news@central-asia-in-focus.example>",
    "list_id": "focus.central-asia-in-focus.example",
    "unsubscribe": "https://central-asia-in-focus.example/unsubscribe?address={address}",
}
# The paper of the PDFs: "a4" or "us-letter".
periodical_paper = "a4"
# Whether the year that is not over has a volume; each new issue then makes it anew.
periodical_current_volume = True

extensions = ["periodical", "sphinxext.opengraph"]
source_suffix = {".md": "markdown"}
# The publication has no tables of contents: pages are found by date, author and reference.
suppress_warnings = ["toc.not_included"]
exclude_patterns = ["_*", ".*", "extensions", "tests"]
include_patterns = ["index.md", "about.md", "subscribe.md", "issues/**"]
templates_path = ["_templates"]

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static"]
# What hosts and browsers look for at the root of a site.
html_extra_path = ["_static/root"]
html_css_files = ["newspaper.css"]
html_js_files = ["reader.js"]
html_copy_source = False
html_use_index = False

# The regions of a page, and the components in each: the book theme's, or ours in `_templates/`.
# CONTRIBUTING.md of sphinx-periodical has a table of all options.
html_sidebars = {"**": ["neighbours", "years"]}
html_theme_options = {
    # The repository, as `repository_url`: with it, each page has links for those who contribute.
    "navbar_start": ["navbar-logo"],
    "navbar_center": ["dateline"],
    "navbar_persistent": [],
    "navbar_end": ["navbar-nav", "navbar-icon-links", "theme-switcher"],
    "article_header_start": ["languages"],
    "article_header_end": ["article-header-buttons"],
    "secondary_sidebar_items": ["page-toc"],
    "primary_sidebar_end": [],
    "footer_content_items": ["imprint", "extra-footer"],
    "footer_center": [],
    "toc_title": "In this issue",
    "show_toc_level": 2,
    "search_bar_text": "Names in any spelling, words, dates, “phrases”",
    "use_fullscreen_button": False,
    # The issues before and after stand behind the text, and beside it where there is room.
    "show_prev_next": True,
}

ogp_site_url = html_baseurl
ogp_social_cards = {"enable": False}
# The templates describe all pages, in the same words.
ogp_enable_meta_description = False
