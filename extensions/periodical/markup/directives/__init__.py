"""The directives of contributors' pages, one a file: each module here declares a `DIRECTIVE`."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from ..directive import DirectiveKind

_FOUND = (import_module(f"{__name__}.{each.name}").DIRECTIVE for each in iter_modules(__path__))

DIRECTIVES: Mapping[str, DirectiveKind] = {directive.name: directive for directive in _FOUND}
"""The directives by name."""
