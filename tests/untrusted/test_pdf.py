"""Every attack on paper: no page that was refused becomes a PDF, and none holds what could act."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from ..conftest import Built, Publication
from .attacks import ATTACKS
from .conftest import page_of
from .laboratory import Laboratory

ACTIVE_KEYS = {
    "/JS", "/JavaScript", "/OpenAction", "/AA", "/AcroForm", "/XFA", "/RichMediaContent", "/Launch",
    "/Win", "/Unix", "/Mac", "/Collection", "/Requirements", "/NeedsRendering",
}  # fmt: skip
"""What makes a reader do something by itself (ISO 32000-1, 12.6 and 12.7)."""

ACTIONS = {
    "/GoTo", "/GoToR", "/GoToE", "/Launch", "/Thread", "/URI", "/Sound", "/Movie", "/Hide",
    "/Named", "/SubmitForm", "/ResetForm", "/ImportData", "/JavaScript", "/SetOCGState",
    "/Rendition", "/Trans", "/GoTo3DView", "/RichMediaExecute",
}  # fmt: skip
"""All types of actions (ISO 32000-1, table 198)."""


@pytest.fixture(scope="module")
def printed(attacked: Laboratory) -> Built:
    """The PDFs of the attacks, from the doctrees of the site; nothing is read again."""
    return Publication(attacked.root).build("pdf", out="_build/pdf")


def _dictionaries(found: Any, seen: set[tuple[int, int]]) -> Iterator[Any]:
    """Yield all dictionaries of a file, those of streams and those in others included."""
    if isinstance(found, pikepdf.Object) and found.is_indirect:
        if found.objgen in seen:
            return
        seen.add(found.objgen)
    if isinstance(found, pikepdf.Array):
        for each in found:
            yield from _dictionaries(each, seen)
    elif isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
        yield found
        for key in found.keys():  # noqa: SIM118 - a stream is not iterable
            if key != "/Parent":
                yield from _dictionaries(found.get(key), seen)


def test_only_pages_without_problems_are_printed(attacked: Laboratory, printed: Built) -> None:
    refused = {problem.file.removesuffix(".md") for problem in attacked.problems}
    pages = {page_of(attack.name) for attack in ATTACKS}
    assert len(pages & refused) > 30
    assert len(pages - refused) > 3
    made = {path.relative_to(printed.out).as_posix() for path in printed.out.rglob("*.pdf")}
    assert made == {f"{page}.pdf" for page in pages - refused}
    # No crash: at the end stands the list of what was not made, a page a line, and the volume.
    assert printed.app.statuscode == 1
    end = f"ERROR: {len(pages & refused) + 1} of the PDFs could not be made:"
    lines = printed.warnings[printed.warnings.index(end) + 1 :]
    assert {line.split(".pdf: ")[0] for line in lines} == {*(pages & refused), "issues/2031"}


def test_nothing_in_a_pdf_acts(printed: Built) -> None:
    paths = sorted(printed.out.rglob("*.pdf"))
    assert paths
    for path in paths:
        with pikepdf.open(path) as pdf:
            actions = set()
            for found in _dictionaries(pdf.trailer, set()):
                assert not ACTIVE_KEYS & set(found.keys()), path
                kind = str(found.get("/S"))
                if kind in ACTIONS:
                    actions.add(kind)
                if kind == "/URI":
                    assert str(found.URI).startswith(("https://", "http://", "mailto:")), path
                if found.get("/Type") == "/Annot":
                    assert found.Subtype == "/Link", path
            assert actions <= {"/URI", "/GoTo"}, path
            # The page's own source, which is text.
            assert list(pdf.attachments) == [f"{path.stem}.md"]


def test_what_acts_is_found_out(printed: Built, tmp_path: Path) -> None:
    """The check itself: it does not pass whatever it is given."""
    with pikepdf.open(min(printed.out.rglob("*.pdf"))) as pdf:
        before = list(_dictionaries(pdf.trailer, set()))
        assert any(found.get("/S") == "/URI" for found in before)
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.save(tmp_path / "acting.pdf")
    with pikepdf.open(tmp_path / "acting.pdf") as pdf:
        keys = {key for found in _dictionaries(pdf.trailer, set()) for key in found.keys()}  # noqa: SIM118
        assert ACTIVE_KEYS & keys == {"/OpenAction", "/JS"}
