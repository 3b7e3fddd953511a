"""The theme: what `html_theme_options` can say, and what of the theme is left out.

An option that cannot work here is an error.
"""

from typing import Any

from docutils.transforms import Transform
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.transforms.post_transforms import ReferencesResolver

from ..ledger.outputs import BUILDERS
from ..model.files import table_beside
from ..model.page import is_issue

_TABLE = table_beside(__file__, "theme.toml")
_LEFT_OUT = _TABLE["left_out"]


def check_options(app: Sphinx, config: Config) -> None:
    """Raise a `ConfigError` if options of the theme cannot work, and say what to write instead."""
    options = config.html_theme_options
    refused = _TABLE["refused"].items()
    found = [f"{name}: {why}. Take it out." for name, why in refused if options.get(name)]
    if not options.get("repository_url"):
        for name in ("edit_page", "issues", "source", "repository"):
            if options.get(f"use_{name}_button"):
                needed = "needs the address of the repository, as repository_url."
                found.append(f"use_{name}_button {needed}")
    if str(options.get("announcement", "")).startswith("http"):
        found.append("announcement: a page loads nothing from elsewhere. Write its words here.")
    logo = options.get("logo") or {}
    pictures = [("logo", logo.get(f"image_{scheme}")) for scheme in ("light", "dark")]
    links = options.get("icon_links") or []
    pictures += [("icon_links", each["icon"]) for each in links if "/" in each.get("icon", "")]
    for name, picture in pictures:
        if picture and not picture.startswith("_static/"):
            found.append(f"{name}: {picture} is not in _static/. Put the picture there.")
    if found:
        raise ConfigError("\n".join(f"conf.py: html_theme_options: {each}" for each in found))


def _but_of_issues(transform: type[Transform]) -> type[Transform]:
    """Return a transform that does not look through issues for what none can consist of."""

    class Spared(transform):  # type: ignore[misc,valid-type]
        def apply(self, **kwargs: Any) -> None:
            if not is_issue(self.env.docname):
                super().apply(**kwargs)

    return Spared


def leave_out_furniture(app: Sphinx) -> None:
    """Keep the theme from adding scripts to each page, colours of code, and side notes.

    And Sphinx from looking for code, its languages and their descriptions where there are none.
    """
    transforms = app.registry.post_transforms
    transforms[:] = [each for each in transforms if each.__name__ not in _LEFT_OUT["transforms"]]
    if app.builder.name not in BUILDERS:
        return
    for number, each in enumerate(transforms):
        if each.__module__.startswith("sphinx.") and each is not ReferencesResolver:
            transforms[number] = _but_of_issues(each)
    events = ("build-finished", "html-page-context")
    for listener in [each for event in events for each in app.events.listeners[event]]:
        handler = listener.handler
        is_theirs = handler.__module__.partition(".")[0] in _LEFT_OUT["furnishers"]
        if is_theirs and getattr(handler, "__name__", "") not in _LEFT_OUT["for_components"]:
            app.disconnect(listener.id)
