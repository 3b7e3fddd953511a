"""Locator maps: what they show, where it stands, and that nothing wild breaks them."""

from __future__ import annotations

import io
import json
import math
import re
from itertools import chain, pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pikepdf
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from periodical.faces import compiler
from periodical.maps import OUTLINES_FILE, KeptMaps, LocatorMap, geometry
from periodical.maps.geometry import (
    EARTH_RADIUS,
    HEIGHT,
    UNSEEN,
    WIDTH,
    Frame,
    Outlines,
    fit,
    read_outlines,
    to_position,
    to_vectors,
)
from periodical.maps.labels import ROOM, place_in_area, place_names, text_width
from periodical.maps.locator import MOST_DRAWN, draw
from periodical.model.registry import Place
from periodical.model.text import without_forbidden
from periodical.pdf.press import STANDARDS

from .browser import the_tab
from .conftest import REPOSITORY

FILE = REPOSITORY / "_data" / OUTLINES_FILE
COUNTRIES, _LAKES = read_outlines(FILE)


def at(name: str, latitude: float, longitude: float, country: str | None = None) -> Place:
    coordinates = latitude, longitude
    return Place.model_construct(id="p", name=name, coordinates=coordinates, country=country)


TASHKENT = at("Tashkent", 41.31, 69.24, "Uzbekistan")
OSH = at("Osh", 40.53, 72.8, "Kyrgyzstan")
MOSCOW = at("Moscow", 55.75, 37.62, "Russia")
SVG = "{http://www.w3.org/2000/svg}"


def drawn(*markers: Place, prefix: str = "test") -> tuple[LocatorMap, ElementTree.Element]:
    made = draw(markers, FILE, prefix)
    return made, ElementTree.fromstring(made.svg)


def height_of(svg: ElementTree.Element) -> float:
    return float(svg.get("viewBox", "").split()[3])


def texts(svg: ElementTree.Element, look: str) -> list[str]:
    return [each.text or "" for each in svg.iter(f"{SVG}text") if each.get("class") == look]


def points(path: str) -> list[tuple[float, float]]:
    """Read the data of a path: M, l and Z alone."""
    found = []
    for part in re.findall(r"M[^M]+", path):
        start, _, steps = part.removesuffix("Z").partition("l")
        numbers = [float(each) for each in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", start[1:])]
        assert len(numbers) == 2, part[:40]
        x, y = numbers
        found.append((x, y))
        numbers = [float(each) for each in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", steps)]
        assert len(numbers) % 2 == 0
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            found.append((x, y))
    return found


# The file


def test_outlines_are_geojson() -> None:
    collection = json.loads(FILE.read_text("utf-8"))
    assert collection["type"] == "FeatureCollection"
    assert "Public domain" in collection["license"]
    assert "Natural Earth" in collection["source"]
    assert FILE.stat().st_size < 160_000
    names = [next(iter(feature["properties"].values())) for feature in collection["features"]]
    assert names == list(dict.fromkeys(names))
    assert {"Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan"} < set(names)
    for feature in collection["features"]:
        assert set(feature) == {"type", "properties", "geometry"}
        assert set(feature["properties"]) in ({"name", "iso"}, {"lake"})
        geometry = feature["geometry"]
        assert geometry["type"] in ("Polygon", "MultiPolygon")
        several = geometry["coordinates"]
        for polygon in several if geometry["type"] == "MultiPolygon" else [several]:
            for number, ring in enumerate(polygon):
                # RFC 7946, section 3.1.6: closed, of four positions, the outer ring to the left.
                assert len(ring) >= 4
                assert ring[0] == ring[-1]
                assert (turning(ring) > 0) == (number == 0), feature["properties"]["name"]
                for (x, y), (x2, _) in pairwise(ring):
                    assert abs(x) <= 180
                    assert abs(y) <= 90
                    assert [x, y] == [round(x, 2), round(y, 2)]
                    # Section 3.1.9: cut at the antimeridian; but along a parallel at a pole.
                    assert abs(x - x2) < 180 or abs(y) == 90


def test_neighbours_share_the_points_of_their_borders() -> None:
    shapes = shapely.get_parts(shapely.from_geojson(FILE.read_text("utf-8")))
    assert shapely.is_valid(shapes).all()
    countries = shapes[: len(COUNTRIES.names)]
    assert shapely.coverage_is_valid(countries)


def turning(ring: list[list[float]]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


@pytest.mark.parametrize(
    ("name", "longitude", "latitude"),
    [
        ("Uzbekistan", 69.24, 41.31),
        ("Kazakhstan", 71.43, 51.13),
        ("Kyrgyzstan", 74.6, 42.87),
        ("Tajikistan", 68.77, 38.56),
        ("Turkmenistan", 58.38, 37.95),
        ("Ukraine", 34.1, 44.95),
        ("Russia", -175.0, 66.5),
        ("Antarctica", 0.0, -89.9),
    ],
)
@pytest.mark.parametrize("units", [8.0, 22.0])
def test_places_are_in_their_countries(
    name: str, longitude: float, latitude: float, units: float
) -> None:
    frame = Frame(vector(longitude, latitude), math.degrees(units))
    shapes = COUNTRIES.placed(frame)
    middle = shapely.Point(WIDTH / 2, HEIGHT / 2)
    assert [each for each in shapes if shapes[each].contains(middle)] == [name]


def test_neighbours_have_one_border_in_any_detail() -> None:
    counts = []
    for units in (30.0, 10.0, 3.0):
        shapes = COUNTRIES.placed(Frame(vector(75.5, 42.8), math.degrees(units)))
        neighbours = [shapes[name] for name in ("Kazakhstan", "Kyrgyzstan")]
        assert shapely.coverage_is_valid(neighbours)
        some, others = (
            {*map(tuple, shapely.get_coordinates(each).tolist())} for each in neighbours
        )
        counts.append(len(some & others))
    assert counts[0] > counts[1] >= counts[2] > 1


def test_what_surrounds_a_country_is_a_border_a_coast_or_the_edge() -> None:
    for markers in ([OSH], [at("Kazakhstan", 48.2, 67.3)], [MOSCOW, TASHKENT]):
        _, svg = drawn(*markers)
        outline, *lines = (
            [points(part) for part in re.findall(r"M[^M]+", each.get("d", ""))]
            for look in ("map-home", "map-borders", "map-coasts")
            for each in svg
            if each.get("class") == look
        )
        edge = shapely.box(0, 0, WIDTH, HEIGHT).boundary
        known = shapely.union_all([edge, *map(shapely.LineString, chain.from_iterable(lines))])
        assert max(known.distance(shapely.points([*chain.from_iterable(outline)]))) < 0.6


def test_what_is_left_out_is_as_small_at_any_latitude() -> None:
    """A degree of longitude is half as long at 60° N, so a bay as wide in degrees adds half."""

    def coast(south: float) -> shapely.Polygon:
        return shapely.Polygon(
            [(0, south), (4, south), (4, south + 3), (2, south + 2.5), (0, south + 3)]
        )

    # The bay has an area of one square degree here, and of half of that there.
    outlines = Outlines(["Tropical", "Northern"], np.array([coast(-3.0), coast(57.0)]))
    for least, kept in ((0.4, [6, 6]), (0.7, [6, 5]), (1.1, [5, 5])):
        frame = Frame(vector(2.0, 30.0), math.degrees((UNSEEN / least) ** 0.5))
        shapes = [*outlines.placed(frame).values()]
        assert shapely.get_num_coordinates(shapes).tolist() == kept


# The projection


def vector(longitude: float, latitude: float) -> geometry.Numbers:
    return to_vectors([(longitude, latitude)])[0]


def test_the_projection_agrees_with_the_manual() -> None:
    """Snyder, p. 332 f.: the numerical example of the sphere, R = 3.0, centre 40° N 100° W."""
    frame = Frame(vector(-100.0, 40.0))
    ((x, y),) = frame.project(to_vectors([(100.0, -20.0)])).tolist()
    assert (3 * x, 3 * y) == pytest.approx((-4.2339303, 4.0257775), abs=1e-6)
    assert to_position(frame.unproject(x, y)) == pytest.approx((100.0, -20.0))


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90))
def test_projecting_there_and_back(
    longitude: float, latitude: float, to_longitude: float, to_latitude: float
) -> None:
    frame = Frame(vector(longitude, latitude))
    point = vector(to_longitude, to_latitude)
    x, y = frame.project(point[None])[0].tolist()
    assert math.hypot(x, y) <= 2
    if math.dist(point, frame.centre) < 1.99:
        assert math.dist(frame.unproject(x, y), point) < 1e-6


def test_clipping() -> None:
    frame = Frame(vector(0.0, 0.0), 1000.0)

    def drawn_of(shape: shapely.Geometry) -> shapely.Geometry | None:
        return Outlines(["Testland"], np.array([shape])).placed(frame).get("Testland")

    equator = drawn_of(shapely.box(-60, -0.01, 60, 0.01))
    assert equator is not None
    assert equator.bounds == pytest.approx((0, HEIGHT / 2, WIDTH, HEIGHT / 2), abs=0.3)
    assert drawn_of(shapely.Polygon([(-60, 0), (-40, 60), (-40, 61)])) is None
    around = drawn_of(shapely.box(-50, -50, 50, 50))
    assert around is not None
    assert around.equals(shapely.box(0, 0, WIDTH, HEIGHT))
    assert drawn_of(shapely.box(-50, -50, -20, 50)) is None


def test_a_frame_is_neither_too_near_nor_too_narrow() -> None:
    near = fit(to_vectors([(69.24, 41.31), (69.3, 41.3)]), inset=(40.0, 30.0), least=1000.0)
    assert WIDTH / near.scale * EARTH_RADIUS == pytest.approx(1000)
    places = to_vectors([(69.24, 41.31), (-77, 38.9)])
    for x, y in fit(places, inset=(40.0, 30.0), least=1000.0).place(places).tolist():
        assert 39.9 <= x <= 300.1
        assert 29.9 <= y <= 194.1


# The map


def test_a_map_says_what_it_shows() -> None:
    made, svg = drawn(TASHKENT, OSH, at("Kazakhstan", 48.2, 67.3))
    assert made.description == (
        "The map shows Tashkent (Uzbekistan), Osh (Kyrgyzstan) and Kazakhstan."
    )
    assert svg.get("role") == "img"
    named = {each.get("id"): each.text for each in svg if each.get("id")}
    assert [named[each] for each in svg.get("aria-labelledby", "").split()] == [
        "Locator map",
        made.description,
    ]
    # Identifiers of the frame have an underscore, which no heading's address has.
    assert all(each.startswith("test_") for each in named)
    assert texts(svg, "map-name") == ["Tashkent", "Osh", "KAZAKHSTAN"]
    assert "KYRGYZSTAN" in texts(svg, "map-country")
    assert "KAZAKHSTAN" not in texts(svg, "map-country")
    # A country is no dot.
    assert len([each for each in svg if each.get("class") == "map-dot"]) == 2


def test_west_is_left_and_north_is_up() -> None:
    _, svg = drawn(MOSCOW, TASHKENT)
    moscow, tashkent = (
        (float(each.get("cx", "")), float(each.get("cy", "")))
        for each in svg
        if each.get("class") == "map-dot"
    )
    assert moscow[0] < tashkent[0]
    assert moscow[1] < tashkent[1]


def test_no_place_no_map(tmp_path: Path) -> None:
    assert KeptMaps(tmp_path, FILE, "code").of([], prefix="test") is None


def test_a_crowd_is_numbered() -> None:
    crowd = [at(f"Testville-on-the-Test {n:02}", 41 + n / 100, 69.0) for n in range(15)]
    made, svg = drawn(*crowd)
    numbers = [int(each) for each in texts(svg, "map-number")]
    groups = max(numbers)
    # Each number is once on the map, and once in the legend.
    assert sorted(numbers) == sorted([*range(1, groups + 1)] * 2)
    legend = " ".join(texts(svg, "map-legend"))
    assert all(each.name in legend for each in crowd[:1])
    assert height_of(svg) > HEIGHT
    shown, _, rest = made.description.partition("Not drawn, for want of room: ")
    assert all(each.name in shown for each in crowd[:MOST_DRAWN])
    assert all(each.name in rest for each in crowd[MOST_DRAWN:])


def test_everything_is_escaped() -> None:
    made, svg = drawn(at("<b>&\"'\x00</svg>", 41.0, 69.0, "<i>"))
    assert texts(svg, "map-name") == ["<b>&\"'\ufffd</svg>"]
    assert "<b>" not in made.svg
    assert "<i>" not in made.standalone


def test_far_from_any_land() -> None:
    _, svg = drawn(at("Testville", -48.0, -123.0))
    assert not {"map-land", "map-country"} & {each.get("class") for each in svg}
    assert texts(svg, "map-name") == ["Testville"]


def test_the_land_at_the_antipode_is_at_the_rim() -> None:
    _, svg = drawn(at("Pole", 90, 0), at("Other Pole", -90, 0))
    assert "ANTARCTICA" not in texts(svg, "map-country")


def test_both_have_the_same_lines() -> None:
    made, svg = drawn(TASHKENT, OSH, MOSCOW)
    alone = ElementTree.fromstring(made.standalone)
    (style,) = alone.iter(f"{SVG}style")
    assert [each.get("d") for each in svg] == [each.get("d") for each in alone if each != style]
    assert alone.get("width") == "340"
    filled = set(re.findall(r"\.([a-z-]+) \{ fill: (?:#[0-9a-f]{6}|none)\b", style.text or ""))
    for each in alone.iter():
        if each.tag in (f"{SVG}path", f"{SVG}text", f"{SVG}circle", f"{SVG}rect"):
            assert each.get("class") in filled, each.attrib


def test_every_look_is_in_the_style_sheet() -> None:
    made = [drawn(TASHKENT, OSH, MOSCOW), drawn(TASHKENT, TASHKENT, *crowded()),
            drawn(at("Testville", -48.0, -123.0))]  # fmt: skip
    looks = {str(each.get("class")) for _, svg in made for each in svg.iter() if each.get("class")}
    rules = (REPOSITORY / "_static/newspaper.css").read_text("utf-8")
    assert {"map-home", "map-disc", "map-legend"} < looks
    assert all(re.search(rf"\.{look}\b", rules) for look in looks)
    assert not any(re.search(r"#[0-9a-f]{3}|rgb", each.svg) for each, _ in made)


def crowded() -> list[Place]:
    return [at(f"Long Name of Testville {n}", 41.0, 69.0 + n / 1000) for n in range(6)]


COORDINATES = st.one_of(
    st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    st.tuples(st.sampled_from([-90.0, 0.0, 90.0]), st.sampled_from([-180.0, 0.0, 90.0, 180.0])),
    st.tuples(st.floats(38, 44), st.floats(60, 75)),
)
NAMES = st.one_of(
    st.text(min_size=1, max_size=30), st.sampled_from(["Testville", "Ташкент", "كابل"])
)
MARKERS = st.lists(
    st.builds(
        lambda place, name, country: at(name, *place, country),
        COORDINATES,
        NAMES,
        st.sampled_from([None, "Russia", "Testland"]),
    ),
    min_size=1,
    max_size=15,
)


@settings(max_examples=25, deadline=None)
@given(MARKERS)
def test_wild_places(markers: list[Place]) -> None:
    made, svg = drawn(*markers)
    assert draw(markers, FILE, "test") == made
    for element in svg.iter(f"{SVG}path"):
        for x, y in points(element.get("d", "")):
            assert -0.06 <= x <= WIDTH + 0.06
            assert -0.06 <= y <= HEIGHT + 0.06
    for element in svg.iter():
        for name in ("x", "y", "cx", "cy"):
            value = float(element.get(name, "0"))
            assert 0 <= value <= max(WIDTH, height_of(svg))
    boxes = label_boxes(svg)
    for number, box in enumerate(boxes):
        assert box.within(shapely.box(0, 0, WIDTH, HEIGHT))
        assert not any(overlap(box, other) for other in boxes[:number])
    for marker in markers:
        words = [without_forbidden(each) for each in marker.name.split()]
        assert all(each in made.description for each in words)


def label_boxes(
    svg: ElementTree.Element, looks: tuple[str, ...] = ("map-name", "map-country")
) -> list[shapely.Polygon]:
    """Return what the names on the map cover, from the drawing itself."""
    boxes = []
    for element in svg.iter(f"{SVG}text"):
        if element.get("class") not in looks:
            continue
        size, x, y = (float(element.get(name, "")) for name in ("font-size", "x", "y"))
        width = text_width(element.text or "", size, float(element.get("letter-spacing", "0")))
        left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "")] * width
        # A tenth of a unit is lost in rounding.
        right, top, bottom = left + width - 0.1, y - 0.72 * size, y + 0.15 * size
        boxes.append(shapely.box(left + 0.1, top, right, bottom))
    return boxes


def overlap(some: shapely.Polygon, other: shapely.Polygon) -> bool:
    """Tell whether two have more than an edge in common."""
    return bool(shapely.relate_pattern(some, other, "T********"))


def test_names_give_way_to_one_another() -> None:
    beside = [((100.0, 100.0), "Testville", True), ((140.0, 100.0), "Osh", True)]
    labels = place_names(beside)
    assert labels is not None
    assert not overlap(labels[0].box, labels[1].box)
    assert place_names([((10.0, 10.0), "x" * 60, True)]) is None


def test_a_name_stands_within_its_shape() -> None:
    shape = shapely.box(10.0, 10.0, 200.0, 60.0)
    label = place_in_area(shape, "LAND", ROOM)
    assert label is not None
    assert label.box.within(shape)
    taken = shapely.box(60, 10, 150, 60)
    aside = place_in_area(shape, "LAND", ROOM - taken)
    assert aside is not None
    assert not overlap(aside.box, taken)
    assert place_in_area(shape, "L" * 60, ROOM) is None


def test_read_once(tmp_path: Path) -> None:
    assert read_outlines(FILE) is read_outlines(FILE)
    with pytest.raises(OSError, match="missing"):
        draw((TASHKENT,), tmp_path / "missing.geojson", "test")


SETS = [
    [TASHKENT],
    [TASHKENT, OSH, MOSCOW, at("Kazakhstan", 48.2, 67.3)],
    [at("Тестград", 41.31, 69.24), at("WWW MMM", 41.31, 69.24), at("آزمون‌شهر", 34, 69)],
    [at("Wellington", -41.3, 174.8), at("Washington", 38.9, -77.0), MOSCOW, TASHKENT],
    [at("Testville", -48.0, -123.0)],
]


def test_a_map_is_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another build finds it, unless what decides it is another."""
    markers = [at("Tashkent", 41.3, 69.2, "Uzbekistan")]
    drawn = KeptMaps(tmp_path, FILE, "code").of(markers, prefix="map")
    (kept,) = tmp_path.iterdir()
    anew = LocatorMap("", "", "drawn anew")
    monkeypatch.setattr("periodical.maps.locator.draw", lambda *_: anew)
    assert drawn
    assert KeptMaps(tmp_path, FILE, "code").of(markers, prefix="map") == drawn
    assert KeptMaps(tmp_path, FILE, "other code").of(markers, prefix="map") == anew
    assert KeptMaps(tmp_path, FILE, "code").of(markers, prefix="other") == anew
    kept.write_text(kept.read_text("utf-8")[:-9], "utf-8")
    assert KeptMaps(tmp_path, FILE, "code").of(markers, prefix="map") == anew


def test_the_last_bits_of_a_sine_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Machines differ in them; a map does not."""
    made = [drawn(*markers)[0] for markers in SETS]
    exact = geometry.to_vectors

    def inexact(positions: geometry.Numbers) -> geometry.Numbers:
        vectors = exact(positions)
        upwards = vectors.view(np.int64) & 8 > 0
        return np.nextafter(vectors, np.where(upwards, 2.0, -2.0))

    monkeypatch.setattr(geometry, "to_vectors", inexact)
    read_outlines.cache_clear()
    try:
        assert [drawn(*markers)[0] for markers in SETS] == made
    finally:
        read_outlines.cache_clear()


OVERLAPS = """\
[...document.querySelectorAll("svg")].flatMap(svg => {
  const frame = svg.querySelector(".map-edge").getBoundingClientRect();
  const boxes = [...svg.querySelectorAll("text")].map(each => {
    const {x, y, width, height} = each.getBBox();
    return {name: each.textContent, left: x, right: x + width,
            top: y + 0.2 * height, bottom: y + 0.8 * height, on: each.getBoundingClientRect()};
  });
  const found = boxes.filter(each => each.on.left < frame.left || each.on.right > frame.right)
    .map(each => each.name + " over the edge");
  boxes.forEach((one, index) => boxes.slice(0, index).forEach(other => {
    if (one.left < other.right && other.left < one.right
        && one.top < other.bottom && other.top < one.bottom)
      found.push(one.name + " over " + other.name);
  }));
  return found;
})
"""


def test_nothing_overlaps_in_a_browser(browser, tmp_path: Path) -> None:
    maps = [drawn(*markers, prefix=f"m{number}")[0] for number, markers in enumerate(SETS)]
    sheet = (REPOSITORY / "_static/newspaper.css").as_uri()
    page = tmp_path / "maps.html"
    page.write_text(
        f'<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="{sheet}">'
        + "".join(each.svg for each in maps),
        "utf-8",
    )
    tab = the_tab(browser, 320)
    tab.goto(page.as_uri())
    assert tab.evaluate(OVERLAPS) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == 320
    names = tab.evaluate(
        "[...document.querySelectorAll('svg')].map(each => each.getBoundingClientRect().height)"
    )
    assert all(150 < each < 320 for each in names)


def test_maps_are_set_in_the_pdf(tmp_path: Path) -> None:
    pictures = []
    for number, markers in enumerate(SETS):
        made, _ = drawn(*markers)
        (tmp_path / f"{number}.svg").write_text(made.standalone, "utf-8")
        pictures.append(f'#image("{number}.svg", width: 100%, alt: "{made.description}")')
    source = tmp_path / "maps.typ"
    head = '#set document(title: "Maps of a test")\n#set text(font: "Source Serif 4", lang: "en")\n'
    source.write_text(head + "\n\n".join(pictures), "utf-8")
    made, warnings = compiler(tmp_path, tmp_path).compile_with_warnings(
        source, format="pdf", pdf_standards=STANDARDS, timestamp=0
    )
    assert warnings == []
    with pikepdf.open(io.BytesIO(made)) as pdf:
        faces = {
            str(font["/BaseFont"]).partition("+")[2]
            for page in pdf.pages
            for font in fonts_of(page.get("/Resources", {}))
        }
    assert faces
    assert all(face.startswith(("SourceSerif4", "Amiri")) for face in faces), faces


def fonts_of(resources: pikepdf.Object) -> list[pikepdf.Object]:
    found = list(resources.get("/Font", {}).values())
    for inner in resources.get("/XObject", {}).values():
        found += fonts_of(inner.get("/Resources", {}))
    return found


def test_no_country_has_its_name_on_a_lake() -> None:
    """Balkhash lies where the middle of Kazakhstan is, as far as it is seen around Almaty."""
    _, svg = drawn(at("Almaty", 43.25, 76.95, "Kazakhstan"))
    (lakes,) = (each.get("d", "") for each in svg if each.get("class") == "map-lakes")
    water = shapely.union_all([shapely.MultiPoint(points(part)).convex_hull
                               for part in re.findall(r"M[^M]+", lakes)])  # fmt: skip
    assert "KAZAKHSTAN" in texts(svg, "map-country")
    assert not shapely.intersects(water, label_boxes(svg, ("map-country",))).any()


def test_lakes_are_water() -> None:
    """Issyk-Kul and Balkhash are seen beside Almaty, and nothing of them where there is no lake."""
    drawn = draw((at("Almaty", 43.25, 76.95, "Kazakhstan"),), FILE, "a")
    (lakes,) = re.findall(r'<path class="map-lakes" d="([^"]*)"', drawn.svg)
    assert lakes.count("M") >= 3
    elsewhere = draw((at("Quito", -0.2, -78.5, "Ecuador"),), FILE, "a")
    assert "map-lakes" not in elsewhere.svg
