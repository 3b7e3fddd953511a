"""The directives of contributors' pages, one a file: each module here declares a `DIRECTIVE`."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules

from ..directive import DirectiveKind


def _declared() -> Iterator[DirectiveKind]:
    for module in iter_modules(__path__):
        declared: DirectiveKind = import_module(f"{__name__}.{module.name}").DIRECTIVE
        yield declared


DIRECTIVES: Mapping[str, DirectiveKind] = {kind.name: kind for kind in _declared()}
"""The directives by name."""
