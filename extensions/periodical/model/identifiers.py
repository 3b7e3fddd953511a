"""Identifiers that others give out: what one looks like, and whether its check digit is right."""

import re

DOI = re.compile(r"10\.\d{4,9}/[-._;()/:A-Za-z0-9]+")
"""The form that registration agencies recommend for new names (ISO 26324; Crossref, “Constructing
your identifiers”)."""

DOI_PREFIX = re.compile(r"10\.\d{4,9}")


def is_issn(text: str) -> bool:
    """Tell whether a text is the number of a serial, such as 0317-8471 (ISO 3297, annex A)."""
    if not re.fullmatch(r"\d{4}-\d{3}[\dX]", text):
        return False
    digits = enumerate(map(_value, reversed(text.replace("-", ""))), start=1)
    return sum(weight * digit for weight, digit in digits) % 11 == 0


def is_isni(text: str) -> bool:
    """Tell whether a text is a name identifier, such as 000000012103268X (ISO 27729, 4.3).

    Its check character is that of ISO 7064, MOD 11-2.
    """
    if not re.fullmatch(r"\d{15}[\dX]", text):
        return False
    total = 0
    for digit in map(_value, text):
        total = 2 * total + digit
    return total % 11 == 1


def is_orcid(text: str) -> bool:
    """Tell whether a text is the ORCID iD of a person: an ISNI in four groups."""
    return bool(re.fullmatch(r"(?:\w{4}-){3}\w{4}", text)) and is_isni(text.replace("-", ""))


def _value(digit: str) -> int:
    return 10 if digit == "X" else int(digit)
