"""What a page is judged against, and what is said of what is not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..model.archive import IssueIndex
from ..model.messages import Complaint, complaint
from ..model.publication import Publication
from ..model.registry import DATA_FOLDER, EntryKind, Registry


@dataclass(frozen=True)
class Surroundings:
    """What a page is judged against; `issues` is `None` in a build, which resolves them later."""

    root: Path
    publication: Publication
    registry: Registry
    issues: IssueIndex | None

    def not_in_registry(
        self, kind: EntryKind, target: str, ids: Iterable[str] | None = None
    ) -> Complaint:
        """Say that an entry is missing; `ids` are what could stand there, where names cannot."""
        data = f"{DATA_FOLDER}/{kind.plural}.yaml"
        known = self.registry.known(kind) if ids is None else ids
        return complaint("entry-unknown", kind=kind, word=target, data=data, known=known)
