"""The directives of contributors' pages, one a file: each module here declares a `DIRECTIVE`."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from ..directive import DirectiveKind

_MODULES = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))

DIRECTIVES: Mapping[str, DirectiveKind] = {
    module.DIRECTIVE.name: module.DIRECTIVE for module in _MODULES
}
"""The directives by name."""
