"""What only one issue can have: an old address, and a DOI."""

from collections.abc import Iterable, Iterator, Mapping

from .archive import PAGE_SUFFIX
from .file_names import same_name
from .issue import IssueHead
from .messages import Complaint
from .yaml_source import Path


def claimed_twice(
    heads: Mapping[str, IssueHead], files: Iterable[str]
) -> Iterator[tuple[str, Path, Complaint]]:
    """Yield what is claimed once more: by which page, where in its front matter, and what it is.

    Args:
        heads: The heads that may claim something, by their pages' paths.
        files: The paths of all pages, whose own addresses are theirs.
    """
    addresses = {file.removesuffix(PAGE_SUFFIX) + ".html": file for file in files}
    taken = {same_name(address): (address, file) for address, file in addresses.items()}
    for file, head in sorted(heads.items()):
        claims: list[tuple[Path, str]] = [
            (("redirect_from", index), each) for index, each in enumerate(head.redirect_from)
        ]
        claims += [(("doi",), head.doi)] if head.doi else []
        for path, claimed in claims:
            if other := taken.get(same_name(claimed)):
                same = "redirect-twice" if other[0] == claimed else "redirect-same-file"
                name = "doi-twice" if path == ("doi",) else same
                yield file, path, Complaint(name, claimed=claimed, owner=other[1])
            taken.setdefault(same_name(claimed), (claimed, file))
