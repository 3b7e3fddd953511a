"""A volume, bound from the PDFs of a year's issues, between its contents and its index.

Their pages stay as they are, with the numbers of the issue: page 3 of the 14th is 14:3 in contents
and index, and by its label. What PDFs tell beside their pages is joined (ISO 32000-1): structure
trees (14.7), destinations (12.3.2.3), bookmarks (12.3.3), page labels (12.4.2) and attached files
(7.11.4; ISO 19005-3, 6.8).
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, NumberTree, String

from .metadata import address_of

opened = partial(pikepdf.open, access_mode=pikepdf.AccessMode.mmap)
"""Opens a PDF as memory: for each part of it, Python would be asked to read otherwise."""


class Binding:
    """The issues of a volume, opened."""

    def __init__(self, issues: Iterable[tuple[int, Path]]) -> None:
        self._issues = [(number, file.stem, opened(file)) for number, file in issues]
        self._titles = {name: str(pdf.docinfo["/Title"]) for _, name, pdf in self._issues}
        self._names = {address_of(pdf): name for _, name, pdf in self._issues}

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """The label of the page on which each heading stands, by the name of the place."""
        found = {}
        for number, _, pdf in self._issues:
            pages = {page.obj.objgen: at for at, page in enumerate(pdf.pages, start=1)}
            for name, place in NameTree(pdf.Root.Names.Dests).items():
                found[str(name)] = f"{number}:{pages[place[0].objgen]}"
        return found

    def bind(self, front: pikepdf.Pdf, index: pikepdf.Pdf) -> pikepdf.Pdf:
        """Return the volume, which is its front with all that follows."""
        root = front.Root
        root.PageMode, root.AF = Name.UseOutlines, Array()
        root.Names = Dictionary({
            name: NameTree.new(front).obj for name in ("/Dests", "/EmbeddedFiles")
        })  # fmt: skip
        root.StructTreeRoot.IDTree = NameTree.new(front).obj
        _gather_contents(front)
        self._lead_within(front)
        for number, name, pdf in self._issues:
            self._lead_within(pdf, name)
            _add(front, pdf, Dictionary(S=Name.D, P=f"{number}:"), f"{name} ")
        # One of no names is empty.
        if "/ParentTree" in index.Root.StructTreeRoot:
            self._lead_within(index)
            _add(front, index, Dictionary(S=Name.r, St=index.Root.PageLabels.Nums[1].St), "index ")
        _share_faces(front)
        return front

    def _lead_within(self, pdf: pikepdf.Pdf, own: str = "") -> None:
        """Have links lead within the volume that lead to another of its issues."""
        for link in _links(pdf):
            place = self._place_at(bytes(link.get("/A", {}).get("/URI", b"")).decode())
            issue = place.partition("/")[0]
            if place and issue != own:
                del link.A
                link.Dest = String(place)
                link.Contents = String(f"{self._titles[issue]}, {self.pages[place]}")

    def _place_at(self, address: str) -> str:
        """Return the place to which an address leads, unless it is outside; or that is one."""
        page, _, anchor = address.partition("#")
        issue = self._names.get(page, "")
        places = (address, f"{issue}/{quote(unquote(anchor))}")
        return next((each for each in places if each in self.pages), issue)


def _links(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for page in pdf.pages:
        yield from page.get("/Annots", ())


def _gather_contents(front: pikepdf.Pdf) -> None:
    """Put the items of the contents together in the element in which they have to be."""
    (document,) = front.Root.StructTreeRoot.K
    items = [each for each in document.K if each.S == Name.TOCI]
    gathered = Dictionary(Type=Name.StructElem, S=Name.TOC, P=document, K=Array(items))
    contents = front.make_indirect(gathered)
    for item in items:
        item.P = contents
    document.K = Array([*(each for each in document.K if each.S != Name.TOCI), contents])


def _add(whole: pikepdf.Pdf, part: pikepdf.Pdf, label: Dictionary, prefix: str) -> None:
    """Add a part, whose pages have a label; the ids of its notes get a prefix."""
    root, tags = whole.Root, whole.Root.StructTreeRoot
    root.PageLabels.Nums.extend(Array([len(whole.pages), label]))
    # The keys of its tags go on behind those that there are.
    first = int(tags.ParentTreeNextKey)
    for link in _links(part):
        link.StructParent += first
    pages = Array([page.obj for page in part.pages])
    for page in pages:
        if "/StructParents" in page:
            page.StructParents += first
        # Or it would be left out of what is copied.
        del page.Type, page.Parent
    part.Root.Pages = pages

    added = whole.copy_foreign(part.Root)
    for page in added.Pages:
        page.Type = Name.Page
        whole.pages.append(pikepdf.Page(page))
    (document,), (element,) = tags.K, added.StructTreeRoot.K
    element.S, element.P, element.Lang = Name.Part, document, added.Lang
    document.K.append(element)
    parents = NumberTree(tags.ParentTree)
    for key, tagged in NumberTree(added.StructTreeRoot.ParentTree).items():
        parents[first + key] = tagged
    tags.ParentTreeNextKey = first + int(added.StructTreeRoot.ParentTreeNextKey)
    for name, note in _named(added.StructTreeRoot, "/IDTree"):
        note.ID = String(f"{prefix}{name}")
        NameTree(tags.IDTree)[f"{prefix}{name}"] = note
    for kind in ("/Dests", "/EmbeddedFiles"):
        NameTree(root.Names[kind]).update(_named(added.get("/Names", {}), kind))
    root.AF.extend(added.get("/AF", ()))

    last, bookmark = root.Outlines.Last, added.Outlines.First
    last.Next, bookmark.Prev, bookmark.Parent = bookmark, last, root.Outlines
    root.Outlines.Last = bookmark
    root.Outlines.Count += 1


def _named(where: Any, tree: str) -> Iterator[tuple[str, Any]]:
    """Yield what a tree of names holds, if it is there."""
    if tree in where:
        yield from ((str(name), each) for name, each in NameTree(where[tree]).items())


def _share_faces(whole: pikepdf.Pdf) -> None:
    """Keep one of the faces that are the same in several parts, as those of the colophons are."""
    kept: dict[bytes, Any] = {}
    for each in whole.objects:
        if isinstance(each, Dictionary) and each.get("/Type") == "/FontDescriptor":
            for key in each.keys() & {"/FontFile2", "/FontFile3"}:
                each[key] = kept.setdefault(each[key].read_raw_bytes(), each[key])
