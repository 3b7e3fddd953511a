"""The search, in a real browser: what is found first, what it loads, and how it is used."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from periodical.search.folding import fold, words

from .browser import RULES, asked, first_hit, served, the_tab, until
from .conftest import REPOSITORY, Publication, Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Response

QUERIES = tomllib.loads((REPOSITORY / "tests/queries.toml").read_text("utf-8"))
ISSUE = "issues/2024/2024-04-09-central-asians-targeted-in-russia"


# What was found for another query stands there no more when this one is asked.
ASK_AGAIN = """async query => {
  const [words, said] = ['search_words', 'search_said'].map(id => document.getElementById(id));
  said.textContent = '';
  words.value = query;
  words.form.requestSubmit();
  while (!said.textContent) await new Promise(done => setTimeout(done));
  return [said.textContent, document.querySelector('.hits a')?.href];
}"""


def wrong(tab: Page, base: str, queries: dict[str, dict[str, str]]) -> list[str]:
    """Return what is found first, where it should be something else.

    Several words ask for more of the index, of which a page that is new may load only so much. One
    word finds the same on a page that is there.
    """
    found = []
    asked(tab, base, "xylophone")
    for group, each in queries.items():
        for query, expected in each.items():
            if " " in query:
                first = asked(tab, base, query)
            else:
                first = first_hit(base, *tab.evaluate(ASK_AGAIN, query))
            page = f"{ISSUE}{expected}" if expected[:1] in ("", "#") else expected
            if not (first == page or (page[-1].isdigit() and first.startswith(f"{page}-"))):
                found.append(f"{group}: {query}: {first}, not {page}")
    return found


def test_what_must_be_found_first_is(browser: Browser, real: Site, demo: Site) -> None:
    tab, misses = the_tab(browser), []
    for site, name in ((real, "real"), (demo, "demo")):
        misses += wrong(tab, f"{site.out.as_uri()}/", QUERIES[name])
    number = sum(len(group) for site in QUERIES.values() for group in site.values())
    assert number >= 60
    assert len(misses) <= 3, "\n".join(misses)


OWN = ("search.html", "newspaper.css", "reader.js", ".woff2", ".svg", "favicon.ico", "webmanifest")
"""What a page loads without the search."""

WEIGHED = (
    "Placeholder", "water", "Samplona", "the bridge at Fablebridge", '"in week 18"', "2102",
    '"pass and gates at"', "bridge gates water vote winter",
)  # fmt: skip


@pytest.fixture(scope="module")
def new_here(browser: Browser) -> Iterator[Page]:
    """A tab that keeps nothing of what it has loaded before."""
    tab = browser.new_page()
    tab.context.new_cdp_session(tab).send("Network.setCacheDisabled", {"cacheDisabled": True})
    yield tab
    tab.close()


@pytest.mark.parametrize("query", WEIGHED)
def test_a_first_result_costs_little(new_here: Page, demo: Site, query: str) -> None:
    tab, loaded = new_here, {}

    def note(response: Response) -> None:
        loaded[response.url] = len(response.body())

    tab.on("response", note)
    with served(demo.out) as server:
        asked(tab, server, query)
        said = tab.locator("#search_said").inner_text()
        assert tab.locator(".hit").count() or "in this order" in said, said
        tab.wait_for_load_state("networkidle")
        weights = {
            url: size for url, size in loaded.items() if not urlsplit(url).path.endswith(OWN)
        }
        assert all(url.startswith(server) for url in loaded)
        assert 0 < len(weights) <= 10, weights
        assert sum(weights.values()) <= 100_000, weights
    tab.remove_listener("response", note)


def test_it_works_from_a_disk(browser: Browser, real: Site) -> None:
    tab = the_tab(browser)
    base = f"{real.out.as_uri()}/"
    assert asked(tab, base, "Жапаров") == "people/sadyr-japarov"
    assert asked(tab, base, '"Friday prayers"') == f"{ISSUE}#central-asians-targeted-in-russia-2"


def test_what_a_hit_says(browser: Browser, real: Site) -> None:
    tab = the_tab(browser)
    asked(tab, f"{real.out.as_uri()}/", "dormitory")
    hit = tab.locator(".hit").first
    assert hit.get_by_role("link").inner_text() == "Central Asians Targeted in Russia"
    assert hit.locator("time").get_attribute("datetime") == "2024-04-09"
    assert "In the Region" in hit.locator(".hit-place").inner_text()
    assert hit.locator("mark").all_inner_texts() == ["dormitory"]
    assert hit.locator(".hit-words").inner_text().startswith("On 3 April an elite police unit")
    asked(tab, f"{real.out.as_uri()}/", "Жапаров")
    card = tab.locator(".hit").first
    assert card.inner_text().split("\n\n")[0].casefold() == "person"
    assert "A politician of Kyrgyzstan." in card.inner_text()


def test_slips_are_told(browser: Browser, real: Site) -> None:
    tab = the_tab(browser)
    asked(tab, f"{real.out.as_uri()}/", "Pyrgyzstan")  # in the first letter, too
    assert "Did you mean Kyrgyzstan?" in tab.get_by_role("status").inner_text()
    asked(tab, f"{real.out.as_uri()}/", "Tajikstan")
    said = tab.get_by_role("status")
    assert said.inner_text().startswith("Nothing has “Tajikstan”. Did you mean Tajikistan?")
    said.get_by_role("link", name="Tajikistan").click()
    assert tab.get_by_role("searchbox").input_value() == "Tajikistan"
    tab.get_by_text("2 results.").wait_for()


@pytest.mark.parametrize(
    ("language", "month", "day", "said", "kinds"),
    [
        ("ru", "январь 2031", "7 января 2031", "Найдено: %s.", "Все Выпуск Человек Статья"),
        ("kk", "2031 ж. 7 қаңтар", "2031\u202fж. 7 қаңтар", "Табылды: %s.",
         "Барлығы Нөмір Адам Мақала"),
    ],
)  # fmt: skip
def test_it_speaks_the_language_of_the_site(
    browser: Browser, publication: Publication, language: str, month: str, day: str, said: str,
    kinds: str,
) -> None:  # fmt: skip
    """Also where the browser knows nothing of it, as Chromium of Kazakh."""
    conf = (publication.root / "conf.py").read_text("utf-8")
    publication.write("conf.py", f'{conf}\nlanguage = "{language}"\n')
    text = "## In the Region\n\n### Канал\n\nВода ушла.\n"
    publication.issue(text, title="Вымысел", extra=f"language: {language}\n")
    tab, site = the_tab(browser), publication.build().out.as_uri()
    asked(tab, f"{site}/", "вода")
    assert tab.get_by_role("status").inner_text() == said % 1
    assert tab.locator(".hit-place").inner_text() == f"{day} · In the Region · Вымысел"
    assert tab.locator("#search_kind option").all_text_contents() == kinds.split()
    asked(tab, f"{site}/", month)
    assert tab.get_by_role("status").inner_text() == said % 2
    tab.goto(f"{site}/people/index.html")
    tab.get_by_role("searchbox").fill("xylophone")
    assert "1" in tab.get_by_role("status").inner_text()


def test_who_asks_again_before_the_index_has_come_is_answered(browser: Browser, real: Site) -> None:
    tab = the_tab(browser)
    tab.goto((real.out / "search.html").as_uri())
    tab.get_by_role("searchbox").wait_for()
    tab.evaluate(
        """() => { for (const words of ['Nuk', 'Nukus']) {
          document.getElementById('search_words').value = words;
          document.querySelector('form.search').requestSubmit(); } }"""
    )
    until(tab, "document.getElementById('search_said').textContent")
    assert tab.get_by_role("status").inner_text() == "2 results."


def test_the_address_keeps_query_and_filters(browser: Browser, demo: Site) -> None:
    with served(demo.out) as base:
        tab = the_tab(browser)
        tab.goto(f"{base}search.html?q=the&year=2101&kind=brief&sort=date")
        tab.locator(".hit").first.wait_for()
        assert {each[:4] for each in dates(tab)} == {"2101"}
        assert dates(tab) == sorted(dates(tab), reverse=True)
        assert tab.get_by_role("combobox", name="Kind").input_value() == "brief"
        tab.get_by_role("combobox", name="Year").select_option("2102")
        until(tab, "location.search.includes('year=2102')")
        until(tab, "document.querySelector('.hit time').dateTime.startsWith('2102')")
        assert parse_qs(urlsplit(tab.url).query) == {
            "q": ["the"], "year": ["2102"], "kind": ["brief"], "sort": ["date"],
        }  # fmt: skip
        tab.get_by_role("button", name="More results").click()
        until(tab, "document.querySelectorAll('.hit').length > 4")


def test_stories_are_filtered_by_a_person(browser: Browser, demo: Site) -> None:
    with served(demo.out) as base:
        tab = the_tab(browser)
        tab.goto(f"{base}search.html?person=ada-placeholder&kind=story")
        tab.locator(".hit mark").first.wait_for()
        assert "Ada Placeholder" in tab.locator(".hits").inner_text()
        person = tab.get_by_role("combobox", name="Person")
        until(tab, "document.getElementById('search_person').value.includes(' ')")
        assert person.input_value() == "Ada Placeholder"
        tab.goto(f"{base}search.html?person=second-generator")
        until(tab, "document.querySelectorAll('.hit').length > 3")
        places = tab.locator(".hit-place").all_inner_texts()
        assert sum(each.endswith(" · Issue") for each in places) == 3
        person.fill("Boris Beispiel")
        until(tab, "location.search.includes('person=boris-beispiel')")
        tab.goto(f"{base}index.html")
        tab.keyboard.press("/")
        dialog = tab.get_by_role("dialog")
        dialog.get_by_role("searchbox").fill("water")
        dialog.locator(".hit").first.wait_for()
        dialog.locator("summary").click()
        names = dialog.locator("datalist option")
        names.first.wait_for(state="attached")
        person = dialog.get_by_role("combobox", name="Person")
        person.fill("Ada Placeholder")
        dialog.locator(".hit mark", has_text="Placeholder").first.wait_for()
        person.press("Enter")
        tab.wait_for_url("**/search.html?q=water&person=ada-placeholder")


STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'"


def test_it_works_under_a_strict_policy(browser: Browser, demo: Site) -> None:
    policy = {"Content-Security-Policy": f"{STRICT}; form-action 'self'; manifest-src 'self'"}
    with served(demo.out, policy) as base:
        tab = browser.new_page()
        refused: list[str] = []
        tab.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
        assert asked(tab, base, "Плейсхолдер") == "people/ada-placeholder"
        assert asked(tab, base, "Samplona") == "places/samplonia"
        tab.goto(f"{base}index.html")
        tab.keyboard.press("Control+k")
        tab.get_by_role("dialog").get_by_role("searchbox").fill("water")
        tab.locator("dialog .hit").first.wait_for()
        assert refused == []
        tab.close()


def dates(tab: Page) -> list[str]:
    found: list[str] = tab.locator(".hit time").evaluate_all(
        "all => all.map(each => each.dateTime)"
    )
    return found


@pytest.mark.parametrize("keys", ["/", "Control+k"])
def test_the_dialog_is_used_by_keyboard(browser: Browser, real: Site, keys: str) -> None:
    tab = the_tab(browser)
    tab.goto((real.out / f"{ISSUE}.html").as_uri())
    tab.keyboard.press(keys)
    dialog = tab.get_by_role("dialog", name="Search")
    dialog.wait_for()
    tab.keyboard.type("Nukus")
    dialog.get_by_role("link").first.wait_for()
    dialog.get_by_text("2 results.").wait_for()
    assert dialog.get_by_role("status").inner_text() == "2 results."
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement.textContent") == "Nukus"
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("ArrowUp")
    assert tab.evaluate("document.activeElement.id") == "search_words"
    tab.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    tab.get_by_role("link", name="Search").click()
    dialog.wait_for()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/places/nukus.html")


def test_enter_leads_to_the_page_with_all_results(browser: Browser, real: Site) -> None:
    tab = the_tab(browser)
    tab.goto((real.out / "index.html").as_uri())
    tab.get_by_role("link", name="Search").click()
    tab.get_by_role("searchbox").fill("Nukus")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search.html?q=Nukus*")
    tab.locator(".hit").first.wait_for()


def test_the_dialog_and_its_results_are_accessible(browser: Browser, real: Site) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    tab = the_tab(browser, 390, 844)
    tab.goto((real.out / f"{ISSUE}.html").as_uri())
    tab.keyboard.press("/")
    tab.get_by_role("searchbox").fill("Nukos")
    tab.locator(".hit").first.wait_for()
    tab.locator(".search-filters summary").click()
    tab.evaluate(axe.axe_script)
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        result = tab.evaluate("rules => axe.run('dialog', {runOnly: rules})", RULES)
        assert result["passes"]
        assert [each["id"] for each in result["violations"]] == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    # Where the system says the colours, what was found is on a ground that is there.
    tab.get_by_role("searchbox").fill("Nukus")
    tab.locator(".hit mark").first.wait_for()
    tab.emulate_media(forced_colors="active")
    ground = tab.locator(".hit mark").first.evaluate("m => getComputedStyle(m).backgroundColor")
    tab.emulate_media(forced_colors="none")
    assert ground.startswith("rgb("), ground


def test_without_script_the_page_says_where_to_look(real: Site) -> None:
    page = real.html("search")
    ways = {link.get_text(): link["href"] for link in page.select(".search-ways a")}
    assert ways["A–Z"] == "a-to-z.html"
    assert ways["Archive"] == "issues/index.html"
    assert ways["A search engine"].endswith("site%3Acentral-asia-in-focus.example")
    assert page.select_one("noscript")
    assert not page.select("article form")


def test_words_are_folded_in_the_browser_as_in_the_index(browser: Browser, real: Site) -> None:
    samples = [
        "Салимҷон", "Oʻzbekiston", "за́мок", "йод", "и\u0306од", "Aýgül", "Aşgabat", "Xiva",
        "Қызылорда", "Маңғыстау", "اسفند", "Θεσσαλονίκη", "Straße", "İstanbul", "don’t", "Андреев",
        "Щучинск", "Andreyev", "Ёлкин", "72,000", "Tošhkent", "Œuvre",
        "Ўзбекистон", "Նարեկ", "თბილისი",
    ]  # fmt: skip
    tab = the_tab(browser)
    tab.goto((real.out / "search.html").as_uri())
    folded = tab.evaluate("words => window.periodical_search.fold(words)", samples)
    assert folded == [" ".join(map(fold, words(each))) for each in samples]


@pytest.mark.parametrize(
    "spellings",
    [
        "Japarov Zhaparov Dzhaparov Жапаров Джапаров", "Tošhkent Toshkent", "замок за́мок",
        "Aygul Aýgül Айгүл Айгуль", "йод и\u0306од", "Andreyev Andreev Андреев",
        "Oʻzbekiston O‘zbekiston Ozbekiston O'zbekiston Ўзбекистон", "Rahmon Rakhmon Рахмон",
        "Қызылорда Kyzylorda Qyzylorda", "Ashgabat Aşgabat Ашгабат", "Сергей Sergei Sergey",
    ],
)  # fmt: skip
def test_spellings_of_one_name_are_one(spellings: str) -> None:
    assert len({fold(each) for each in words(spellings)}) == 1
