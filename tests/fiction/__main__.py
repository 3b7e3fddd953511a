"""Lay out a publication of fictional issues: ``python -m tests.fiction FOLDER --count 100``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .archive import write_archive
from .issues import SEED


def main(arguments: Sequence[str] | None = None) -> int:
    """Lay out a publication from the command line."""
    parser = argparse.ArgumentParser(description="Lay out a publication of fictional issues.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--covers", action="store_true", help="give every fourth issue a picture")
    options = parser.parse_args(arguments)
    write_archive(options.folder, options.count, seed=options.seed, covers=options.covers)
    print(f"{options.count} fictional issues are in {options.folder}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
