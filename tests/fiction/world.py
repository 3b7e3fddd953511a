"""The invented world: who and what fictional issues name, as the registry has it.

The Invented Lands lie in the open South Pacific, where there is nothing.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from .words import CITIES, COUNTRIES

NOTICE = "# Fiction: nobody and nothing of this exists."

AUTHORS = {"example-generator": "The Example Generator", "second-generator": "A Second Generator"}
SHOWS = {"make-believe": "Make-Believe Hour"}
TOPICS = {
    "water": "Water",
    "trade": "Trade",
    "energy": "Energy",
    "elections": "Elections",
    "railways": "Railways",
    "schools": "Schools",
    "press-freedom": "Freedom of the press",
    "mountains": "Mountains",
}


@dataclass(frozen=True)
class FictionalPerson:
    """Someone who does not exist.

    Args:
        name, spellings: Under which texts mention them.
        roles: What they are, each from a date on.
    """

    name: str
    roles: tuple[tuple[str, str], ...]
    spellings: tuple[str, ...] = ()

    def role_on(self, date: datetime.date) -> str:
        """Return what they are on a day."""
        held = [role for since, role in self.roles if since <= date.isoformat()]
        return held[-1] if held else self.roles[0][1]


PEOPLE = {
    "ada-placeholder": FictionalPerson(
        "Ada Placeholder",
        (("2090-01-01", "mayor of Port Pretend"), ("2102-02-01", "transport minister of Examplia")),
        ("Ада Плейсхолдер",),
    ),
    "boris-beispiel": FictionalPerson(
        "Boris Beispiel", (("2095-05-01", "head of the water board of Samplonia"),)
    ),
    "camila-ejemplo": FictionalPerson(
        "Camila Ejemplo",
        (("2099-01-01", "editor of a newspaper in Lorem"), ("2102-05-01", "member of parliament")),
    ),
    "dilnoza-namuna": FictionalPerson(
        "Dilnoza Namuna", (("2080-01-01", "professor of hydrology"),), ("Дилноза Намуна",)
    ),
    "esfand-nemuneh": FictionalPerson(
        "Esfand Nemuneh", (("2097-01-01", "poet"),), ("اسفند نمونه",)
    ),
    "fritz-platzhalter": FictionalPerson(
        "Fritz Platzhalter", (("2098-01-01", "engineer of the canal"),)
    ),
}
ORGANIZATIONS = {
    "academy": ("Academy of Invented Sciences", "Examplia"),
    "canal-commission": ("Canal Commission of the Invented Lands", None),
    "example-almanac": ("Example Almanac", None),
    "made-up-university": ("Made-Up University", "Imaginaria"),
}
THREADS = {
    "the-canal": ("The quarrel over the canal", "The Canal"),
    "the-night-train": ("What became of the night train", "The Night Train"),
    "the-census": ("The census that was counted twice", "The Census"),
    "the-copper-tariff": ("The tariff on copper", "The Copper Tariff"),
}
"""Each with its name, and with what its stories are headed."""


def place_id(name: str) -> str:
    """Return the id of a place."""
    return name.lower().replace(" ", "-")


def coordinates(name: str) -> tuple[float, float]:
    """Return where a place is not: a latitude and a longitude."""
    random = Random(f"place {name}")
    return round(random.uniform(-49, -41), 2), round(random.uniform(-134, -118), 2)


@dataclass(frozen=True)
class Entries:
    """The entries of one file of the registry."""

    name: str
    entries: list[dict[str, object]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The file; each value on a line of its own."""
        lines = [NOTICE]
        for entry in self.entries:
            for number, (key, value) in enumerate(entry.items()):
                lines.append(f"{'  ' if number else '- '}{key}: {_yaml(value)}")
        return "\n".join(lines) + "\n"


def _yaml(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def registry(more_names: int = 0) -> Iterator[Entries]:
    """Yield the files of the registry.

    Args:
        more_names: How many organizations there are that no issue names.
    """
    people: list[dict[str, object]] = [{"id": key, "name": name} for key, name in AUTHORS.items()]
    for key, person in PEOPLE.items():
        roles: list[dict[str, str]] = []
        for since, role in person.roles:
            if roles:
                day_before = datetime.date.fromisoformat(since) - datetime.timedelta(days=1)
                roles[-1]["until"] = day_before.isoformat()
            roles.append({"role": role, "since": since})
        people.append(
            {"id": key, "name": person.name, "spellings": list(person.spellings),
             "description": "Fiction.", "roles": roles}
        )  # fmt: skip
    yield Entries("people", people)
    organizations: list[dict[str, object]] = []
    for key, (name, country) in ORGANIZATIONS.items():
        organizations.append({"id": key, "name": name} | ({"country": country} if country else {}))
    random = Random("names")
    for number in range(more_names):
        words = " ".join(_word(random) for _ in range(random.choice((2, 2, 3))))
        organizations.append({"id": f"name-{number}", "name": f"{words} {number}"})
    yield Entries("organizations", organizations)
    places: list[dict[str, object]] = []
    for name in (*COUNTRIES, *CITIES):
        where = "{}, {}".format(*coordinates(name))
        places.append({"id": place_id(name), "name": name, "coordinates": where})
    yield Entries("places", places)
    yield Entries("topics", [{"id": key, "name": name} for key, name in TOPICS.items()])
    yield Entries(
        "threads",
        [
            {"id": key, "name": name, "description": "Fiction that goes on for years."}
            for key, (name, _) in THREADS.items()
        ],
    )
    yield Entries("shows", [{"id": key, "name": name} for key, name in SHOWS.items()])


SYLLABLES = ("ka", "le", "mo", "ri", "ta", "no", "vi", "su", "ber", "gan", "dor", "pel", "shi")


def _word(random: Random) -> str:
    return "".join(random.choices(SYLLABLES, k=3)).title()
