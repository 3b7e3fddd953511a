/* The search: a dialog on every page, and the page search.html. It runs here, in the reader's browser, on an index in
   pieces (`search/`) that are scripts, so that it works from a disk too; what is made there is told in
   extensions/periodical/search/. Nothing is asked of any other host. */
(() => {
  "use strict";
  const ROOT = new URL("../", document.currentScript.src);
  /* What an answer may ask for: the first, beside this script and its styles; one for a further letter, where a piece of
     the index counts twice; and one page more. */
  const FIRST = 8, FURTHER = 5, PAGE = 10, AT_ONCE = 4, MOST_WORDS = 4, MOST_PAIRS = 3, PAIRS = 16384;
  const MARKS = "\\u0300-\\u036f\\u0483-\\u0489\\u064b-\\u065f\\u0670", APOSTROPHES = "'’‘‛ʻʼʽ′`´";
  const WORD = new RegExp(`\\d+(?:[,.\\u00a0\\u202f]\\d{3})+(?!\\d)|[\\p{L}\\p{N}](?:[\\p{L}\\p{N}${MARKS}]|[${APOSTROPHES}](?=[\\p{L}\\p{N}]))*`, "gu");
  const FILTERS = ["kind", "section", "topic", "country", "person"];
  /* What is said, in the language of the page: its frame has the words, where they are not these. */
  const WORDS = JSON.parse(document.querySelector("[data-say]")?.dataset.say || "{}");
  const say = (words, ...values) => (WORDS[words] || words).replace(/%s/g, () => values.shift());
  const NAMES = { kind: say("Kind"), section: say("Section"), topic: say("Topic"), country: say("Country"), person: say("Person") };
  const results = (count) => (count === 1 ? say("%s result.", count) : say("%s results.", count));
  const KEPT = ["q", "year", ...FILTERS, "sort"];

  /* Pieces of the index: each is a script that calls this with its name and its data. */
  const waiting = new Map(), parts = new Map();
  let left = FIRST, core;
  window.search_part = (name, data) => waiting.get(name)?.(data);
  function part(name) {
    if (!parts.has(name)) {
      left -= 1;
      parts.set(name, new Promise((resolve, reject) => {
        waiting.set(name, resolve);
        const script = document.createElement("script");
        script.src = new URL(`search/${name}.js${core ? `?${core.mark}` : ""}`, ROOT);
        script.onerror = () => { parts.delete(name); reject(new Error(`search/${name}.js cannot be loaded`)); };
        script.onload = () => script.remove();
        document.head.append(script);
      }));
    }
    return parts.get(name);
  }
  async function begin() {
    const read = await part("index");
    if (core) return; // another question has come first
    read.rules = read.rules.map(([pattern, sound]) => [new RegExp(pattern, "g"), sound]);
    read.starts = read.starts.split(" ");
    read.common = new Set(read.common.split(" "));
    read.slips = read.slips.split(" ");
    read.days = []; read.whole = new Set();
    let day = 0;
    for (const written of read.issues.split(" ").filter(Boolean)) {
      const [since, count] = written.split(",").map(Number);
      day += since;
      read.whole.add(read.days.length);
      read.days.push(...Array(count).fill(day));
    }
    core = read;
  }

  /* Words: the same form for all spellings, as `folding.py` makes it. */
  const folded = new Map();
  function fold(word) {
    if (!folded.has(word)) {
      const latin = (text) => [...text].map((each) => core.letters[each] ?? each).join("");
      const plain = latin(latin(word.normalize("NFKC").toLowerCase()).normalize("NFKD").replace(/\p{M}/gu, ""));
      folded.set(word, core.rules.reduce((form, [pattern, sound]) => form.replace(pattern, sound), plain.replace(/[^\p{L}\p{N}]/gu, "")));
    }
    return folded.get(word);
  }
  const number = (form) => [...form].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 65521, 0);
  const pair = (first, second) => `_p_${((number(first) * 31 + number(second)) % PAIRS).toString(16).padStart(4, "0")}`;
  const tokens = (text) => [...text.matchAll(WORD)].map((found) => {
    const word = found[0].toLowerCase().replace(new RegExp(`[${APOSTROPHES}]s$`, "u"), "");
    return { word: found[0], form: fold(word), start: found.index, end: found.index + found[0].length };
  }).filter((each) => each.form);

  /* Dates, in English and in the languages of the region: as numbers of days, as Python counts them. */
  const DAY = 86400000, EPOCH = 719163;
  const day = (year, month, date) => Date.UTC(year, month - 1, date) / DAY + EPOCH;
  const iso = (number) => new Date((number - EPOCH) * DAY).toISOString().slice(0, 10);
  let months;
  function month(word) {
    /* Not every browser knows the months of the site's own language. */
    months ??= core.dates.map((each, number) => [fold(each.match(/\p{L}{3,}/u)[0]), number + 1]).concat(["en", "ru", "kk", "ky", "tg", "uz", "tk"].flatMap((language) => [...Array(12).keys()].flatMap((each) =>
      [{ month: "long" }, { month: "long", day: "numeric" }].map((parts) => {
        const words = new Intl.DateTimeFormat(language, { ...parts, timeZone: "UTC" }).formatToParts(Date.UTC(2024, each, 1));
        return [fold(words.find((part) => part.type === "month")?.value || ""), each + 1];
      }))));
    const form = fold(word);
    return form.length < 3 ? 0 : (months.find(([name]) => name === form) || months.find(([name]) => name.startsWith(form)) || [0, 0])[1];
  }
  function readDate(text) {
    const L = "(\\p{L}{3,})\\.?", forms = [
      [/(\d{4})-(\d\d?)-(\d\d?)/u, (y, m, d) => [y, +m, d]],
      [/(\d{4})-(\d\d)(?!\d)/u, (y, m) => [y, +m]],
      [/(\d\d?)[./](\d\d?)[./](\d{4})/u, (d, m, y) => [y, +m, d]],
      [new RegExp(`(\\d{1,2})(?:st|nd|rd|th)?\\s+${L},?\\s+(\\d{4})`, "iu"), (d, m, y) => [y, month(m), d]],
      [new RegExp(`${L}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})`, "iu"), (m, d, y) => [y, month(m), d]],
      [new RegExp(`${L}\\s+(\\d{4})`, "iu"), (m, y) => [y, month(m)]],
      [new RegExp(`(\\d{4})(?:\\s*ж\\.)?(?:\\s+(\\d{1,2}))?\\s+${L}`, "iu"), (y, d, m) => [y, month(m), d]],
      [/^\s*(\d{4})\s*$/u, (y) => [y]],
    ];
    for (const [pattern, read] of forms) {
      const found = pattern.exec(text);
      const [y, m, d] = found ? read(...found.slice(1)) : [];
      if (!found || m === 0 || m > 12 || d > 31 || y < 1000) continue;
      const from = day(y, m || 1, d || 1), to = d ? from : m ? day(y, m + 1, 0) : day(y, 12, 31);
      return { from, to, rest: text.replace(found[0], " ") };
    }
    return { rest: text };
  }

  /* Rows of a piece that have a word, and what they say: numbers of records, each with a weight. */
  const VALUE = {}; [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"].forEach((each, at) => { VALUE[each] = at; });
  const WEIGHTS = [1, 1.5, 2.2, 5];
  function into({ stories, entries }, written, quality, levels) {
    for (let at = 0, record = 0; at < written.length;) {
      let number = 0, shift = 0, digit;
      do { digit = VALUE[written[at]]; at += 1; number += (digit & 31) * 2 ** shift; shift += 5; } while (digit > 31);
      record += Math.floor(number / levels);
      /* Entries are numbered behind all stories. */
      const weight = WEIGHTS[number % levels] * quality, entry = record - core.days.length;
      const [found, which] = entry < 0 ? [stories, record] : [entries, entry];
      if (!(found.get(which) >= weight)) found.set(which, weight);
    }
  }
  async function rows(form, isPrefix) {
    let last = core.starts.findLastIndex((start) => start <= form);
    if (last < 0) return [];
    const names = [last];
    if (isPrefix && core.starts[last + 1]?.startsWith(form)) names.push(last + 1);
    const read = await Promise.all(names.map((name) => part(`w/${name}`)));
    return read.join("|").split("|").map((line) => {
      const [words, records] = line.split(" ");
      const [shared, ...endings] = words.split(",");
      return { forms: endings.map((ending) => shared + ending), records };
    });
  }
  const shared = (a, b) => { let at = 0; while (at < a.length && a[at] === b[at]) at += 1; return at; };
  async function look({ form, isPrefix, isExact }) {
    const all = await rows(form, isPrefix), found = { stories: new Map(), entries: new Map(), forms: new Set([form]), near: all };
    const levels = form.startsWith("_p_") ? 1 : 4;
    const take = (row, quality, forms) => {
      into(found, row.records, quality, levels);
      forms.forEach((each) => found.forms.add(each));
    };
    for (const row of all) if (row.forms.includes(form)) take(row, 1, isExact ? [form] : row.forms);
    if (isPrefix) for (const row of all) {
      const begin = row.forms.filter((each) => each.startsWith(form));
      if (begin.length && !row.forms.includes(form)) take(row, 0.5, begin);
    }
    if (!found.stories.size && !found.entries.size && !isExact && !form.startsWith("_")) {
      /* A form that no text has: of a word with another ending, unless a letter is wrong before its end. */
      const forms = all.flatMap((row) => row.forms);
      const best = Math.max(0, ...forms.map((each) => shared(each, form)));
      const isSlip = forms.some((each) => shared(each, form) < form.length - 2 && each.length > best && distance(each, form, 1) < 2);
      if (best > 4 && form.length - best < 4 && !isSlip) for (const row of all) {
        const near = row.forms.filter((each) => shared(each, form) === best && each.length - best < 3);
        if (near.length) take(row, 0.7, near);
      }
    }
    return found;
  }

  /* A slip: the nearest of the names and of the frequent words, if one or two letters are wrong. */
  function distance(a, b, most) {
    let before = [], row = [...Array(b.length + 1).keys()];
    for (let i = 1; i <= a.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= b.length; j += 1) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      if (Math.min(...next) > most) return most + 1;
      before = row; row = next;
    }
    return row[b.length];
  }
  async function meant(form) {
    const most = form.length < 4 ? 0 : form.length < 7 ? 1 : 2;
    let best = "", least = most + 1;
    /* A slip is hardly ever in the first letter and in the last. */
    for (const name of [form[0], `-${form.at(-1)}`]) if (most && least > 1 && core.slips.includes(name)) for (const word of (await part(`n/${name}`)).split(" ")) {
      const other = fold(word);
      if (Math.abs(other.length - form.length) >= least) continue;
      const found = distance(form, other, least - 1);
      if (found < least) { best = word; least = found; }
    }
    return best;
  }

  /* A query: words, phrases, a date and filters; and what has all of them, the best first. */
  function read(asked, filters) {
    const { from, to, rest } = readDate(asked.q || "");
    const phrases = [...rest.matchAll(/["“”«»„](.+?)["“”«»]/gu)].map((found) => tokens(found[1])).filter((each) => each.length);
    /* Of words side by side, those pairs that are least likely to be so by chance: of long words. */
    const pairs = phrases.flatMap((phrase) => phrase.slice(1).map((second, at) => [phrase[at].form, second.form]))
      .sort((a, b) => b.join("").length - a.join("").length).slice(0, Math.max(0, Math.min(MOST_PAIRS, 4 - filters))).map((each) => pair(...each));
    const loose = tokens(rest.replace(/["“”«»„].+?["“”«»]/gu, " "));
    const ends = loose.at(-1) && /[\p{L}\p{N}]$/u.test(rest.trimEnd()) && rest.trimEnd() === rest;
    const wanted = new Map();
    for (const { form, word } of phrases.flat()) wanted.set(form, { form, word, isExact: true });
    loose.forEach(({ form, word }, at) => {
      if (!wanted.has(form)) wanted.set(form, { form, word, isPrefix: ends && at === loose.length - 1 && form.length > 2 });
    });
    let words = [...wanted.values()];
    const says = ({ form }) => !core.common.has(form) && (form.length > 1 || /\d/u.test(form));
    const telling = words.filter(says);
    const passed = telling.length ? words.filter((each) => !says(each)) : [];
    if (telling.length) words = telling;
    words = words.sort((a, b) => b.form.length - a.form.length);
    const left = words.splice(Math.max(1, Math.min(MOST_WORDS, 5 - filters - pairs.length)));
    const loosely = (some) => some.filter((each) => !each.isExact);
    return { from, to, phrases: phrases.map((each) => each.map(({ form }) => form)), pairs, words, passed: loosely(passed), left: loosely(left), isTelling: telling.length > 0, all: [...wanted.keys()].join(" ") };
  }
  async function find(asked) {
    const chosen = FILTERS.filter((name) => asked[name]).map((name) => `_${name}_${fold(asked[name])}`);
    const query = read(asked, chosen.length), count = core.days.length;
    const [looked, filters, pairs] = await Promise.all([query.words, chosen, query.pairs].map((some) => Promise.all(some.map((each) => look(each.form ? each : { form: each, isExact: true })))));
    for (let at = 0; at < looked.length; at += 1) if (!looked[at].stories.size && !looked[at].entries.size && left > 2) {
      const word = await meant(query.words[at].form);
      if (!word) continue;
      (query.slips ??= []).push([query.words[at].word, word]);
      query.words[at] = { form: fold(word), word };
      looked[at] = await look(query.words[at]);
    }
    const { from = -Infinity, to = Infinity } = query;
    const inYear = (number) => (!asked.year || iso(core.days[number]).startsWith(asked.year)) && core.days[number] >= from && core.days[number] <= to;
    const passes = (number) => [...filters, ...pairs].every((filter) => filter.stories.has(number)) && inYear(number);
    const all = [...looked, ...filters, ...pairs].map((each) => each.stories);
    const start = all.length ? all.reduce((least, each) => (each.size < least.size ? each : least)).keys() : query.from || asked.year ? core.days.keys() : [];
    const newest = core.days.at(-1) || 0;
    const score = (number, wanted) => {
      let total = 0, has = 0, least = Infinity;
      for (const { stories } of looked) if (stories.has(number)) {
        has += 1;
        least = Math.min(least, stories.get(number));
        total += stories.get(number) * Math.log(1 + count / stories.size);
      }
      /* An issue says in short what a story of it tells: it comes first if its title has the words. */
      const short = core.whole.has(number) && least < WEIGHTS[3] ? 0.75 : 1;
      return has < wanted ? 0 : (looked.length ? has * has * total * short : 1) * (1 + 0.5 * 2 ** ((core.days[number] - newest) / 1000));
    };
    const rank = (numbers, least) => {
      const hits = [];
      for (const number of numbers) if (passes(number)) { const value = score(number, least); if (value) hits.push([number, value]); }
      return hits;
    };
    let hits = rank(start, looked.length);
    if (!hits.length && looked.length > 1 && !query.phrases.length) {
      query.isLoose = true;
      hits = rank(new Set(looked.flatMap((each) => [...each.stories.keys()])), 1);
    }
    const isByDate = asked.sort === "date" || !looked.length;
    hits.sort((a, b) => (isByDate ? core.days[b[0]] - core.days[a[0]] || a[0] - b[0] : b[1] - a[1] || core.days[b[0]] - core.days[a[0]] || a[0] - b[0]));
    const shown = (folder) => (number) => ({ number, file: `${folder}/${Math.floor(number / core.together[folder])}`, isEntry: folder === "e" });
    const found = [...cards(asked, query, looked, filters).map(shown("e")), ...hits.map(([number]) => number).map(shown("t"))];
    return { ...query, found, forms: new Set([...looked.flatMap((each) => [...each.forms]), ...tokens((asked.person || "").replaceAll("-", " ")).map(({ form }) => form)]) };
  }
  /* The entries whose names have all words asked for; by kind and country, all there are. */
  function cards(asked, query, looked, filters) {
    if (query.from || asked.year || (looked.length && !query.isTelling) || !(looked.length || filters.length)) return [];
    const least = (number) => Math.min(...looked.map((each) => each.entries.get(number) || 0));
    const found = [...(looked[0] || filters[0]).entries.keys()].filter((number) => filters.every((each) => each.entries.has(number)) && (!looked.length || least(number) >= WEIGHTS[2] / 2));
    return found.sort((a, b) => (looked.length ? least(b) - least(a) : 0) || a - b).slice(0, looked.length && !filters.length ? 2 : Infinity);
  }

  /* What is shown. */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    element.append(...children);
    return element;
  }
  const link = (page, anchor = "") => new URL(`${page}.html${anchor && `#${anchor}`}`, ROOT).href;
  const SENTENCE = /(?<=[.!?…]["”’»)]?)\s+(?=[\p{Lu}\d"“«(])|\n/u;
  function marked(text, forms) {
    const pieces = [];
    let done = 0;
    for (const { form, start, end } of tokens(text)) if (forms.has(form)) {
      pieces.push(text.slice(done, start), make("mark", {}, text.slice(start, end)));
      done = end;
    }
    return [...pieces, text.slice(done)];
  }
  function sentence(text, forms) {
    let best = "", most = -1;
    for (const each of text.split(SENTENCE)) {
      const has = new Set(tokens(each).map(({ form }) => form).filter((form) => forms.has(form))).size;
      if (has > most) { best = each; most = has; }
    }
    if (best.length < 320) return best;
    const at = Math.max(0, (tokens(best).find(({ form }) => forms.has(form))?.start || 0) - 120);
    return `${at ? "… " : ""}${best.slice(at, at + 300).replace(at ? /^\S*\s/u : /^/u, "").replace(/\s\S*$/u, "")} …`;
  }
  function hasPhrases(text, phrases) {
    const forms = ` ${tokens(text).map(({ form }) => form).join(" ")} `;
    return phrases.every((phrase) => forms.includes(` ${phrase.join(" ")} `));
  }
  async function hit({ number, file }, { forms, phrases }) {
    const [page, issue, language, anchor, title, section, text] = (await part(file))[number % core.together.t];
    if (!hasPhrases(title, phrases) && !hasPhrases(text, phrases)) return null;
    const date = iso(core.days[number]), words = core.dates[date.slice(5, 7) - 1].replace("2001", date.slice(0, 4)).replace("22", Number(date.slice(8)));
    const where = section && section !== title ? ` · ${section}` : anchor ? "" : ` · ${say("Issue")}`;
    const found = phrases.length ? text.split(SENTENCE).find((each) => hasPhrases(each, phrases)) : "";
    return make("li", { class: "hit" },
      make("a", { href: link(page, anchor), lang: language, dir: "auto" }, ...marked(title, forms)),
      make("p", { class: "hit-place" }, make("time", { datetime: date }, words), `${where}${anchor && issue !== title ? ` · ${issue}` : ""}`),
      make("p", { class: "hit-words", lang: language, dir: "auto" }, ...marked(found || sentence(text, forms), forms)));
  }
  async function card({ number, file }) {
    const [page, name, kind, description, spellings, count] = (await part(file))[number % core.together.e];
    const element = make("li", { class: "hit hit-card" },
      make("p", { class: "label" }, kind),
      make("a", { href: link(page) }, name),
      ...(spellings.length ? [make("p", { class: "hit-place" }, spellings.join(", "))] : []),
      make("p", { class: "hit-words" }, ...(description ? [`${description} `] : []),
        make("span", { class: "hit-place" }, count === 1 ? say("In %s issue.", count) : say("In %s issues.", count))));
    return Object.assign(element, { names: [name, ...spellings].map((each) => tokens(each).map(({ form }) => form).join(" ")) });
  }

  /* A form with its results: the same in the dialog and on the page. */
  function box(isPage) {
    const input = make("input", { id: "search_words", type: "search", name: "q", autocomplete: "off", autocapitalize: "none", spellcheck: "false", enterkeyhint: "search", "aria-describedby": "search_said" });
    const said = make("p", { id: "search_said", role: "status", class: "search-said" });
    const list = make("ol", { class: "hits", "aria-label": say("Results") });
    const more = make("button", { type: "button", hidden: true }, say("More results"));
    const filters = make("details", { class: "search-filters" }, make("summary", {}, say("Filter and sort")));
    const form = make("form", { role: "search", class: "search", action: new URL("search.html", ROOT).href },
      make("label", { for: "search_words" }, document.querySelector("[data-search-words]")?.dataset.searchWords || say("Search")), input, make("button", { type: "submit" }, say("Search")), filters);
    const people = make("datalist", { id: "search_people" });
    const person = make("input", { id: "search_person", name: "person", list: people.id, placeholder: say("Anyone"), autocomplete: "off", spellcheck: "false" });
    let asked = {}, turn = 0;

    function choice(name, title, first, options) {
      const select = make("select", { name, id: `search_${name}` }, make("option", { value: "" }, first), ...options.map(([value, text]) => make("option", { value }, text)));
      select.value = asked[name] || "";
      filters.append(make("span", {}, make("label", { for: select.id }, title), " ", select));
    }
    function fillFilters() {
      const years = [...new Set(core.days.map((each) => iso(each).slice(0, 4)))].reverse();
      choice("year", say("Year"), say("All"), years.map((year) => [year, year]));
      for (const name of FILTERS) if (core.values[name]) choice(name, NAMES[name], say("All"), core.values[name]);
      person.value = asked.person || "";
      filters.append(make("span", {}, make("label", { for: person.id }, say("Person")), " ", person, people));
      choice("sort", say("Order"), say("Best first"), [["date", say("Newest first")]]);
      filters.addEventListener("toggle", nameOthers);
      filters.open = [...FILTERS, "year", "sort"].some((name) => asked[name]);
    }
    /* People are suggested by their names; the address keeps which one it is. */
    async function nameOthers() {
      if (people.options.length || !filters.open) return;
      people.append(...(await part("people")).map(([id, name]) => make("option", { value: name, "data-id": id })));
      person.value = [...people.options].find((each) => each.dataset.id === person.value)?.value || person.value;
    }
    const chosenPerson = () => [...people.options].find((each) => each.value === person.value.trim())?.dataset.id;
    function tell(result, looked, shown) {
      const pieces = [], total = result.found.length, quoted = (words) => words.map((each) => say("“%s”", each.word)).join(", ");
      for (const [word, other] of result.slips || []) pieces.push(`${say("Nothing has “%s”. Did you mean", word)} `, make("a", { href: `?q=${encodeURIComponent(other)}`, class: "search-slip" }, other), "? ");
      if (result.isLoose) pieces.push(`${say("Nothing has all of these words; these have some.")} `);
      if (result.passed.length && result.words.length) pieces.push(`${say("Nearly every story has %s.", quoted(result.passed))} `);
      if (result.left.length) pieces.push(`${say("Not looked for: %s.", quoted(result.left))} `);
      if (!total) pieces.push(result.phrases.length ? say("Nothing has these words in this order.") : say("Nothing found."));
      else if (!result.phrases.length) pieces.push(results(total));
      else if (looked === total) pieces.push(shown ? results(shown) : say("Nothing has these words in this order."));
      else pieces.push(say("Looked through %s of %s that may have these words in this order.", looked, total));
      said.replaceChildren(...pieces);
    }
    /* Show what comes next, as far as it may be asked for, of which one thing always may. */
    async function next(result, most) {
      const files = new Set(), some = result.found.slice(result.looked, result.looked + PAGE);
      const count = some.findIndex(({ file }) => !parts.has(file) && files.add(file).size > Math.max(most, 1));
      const together = count < 0 ? some : some.slice(0, count), mine = turn;
      const made = (await Promise.all(together.map((each) => (each.isEntry ? card(each) : hit(each, result))))).filter(Boolean);
      if (mine !== turn) return;
      const isFirst = !result.looked;
      result.looked += together.length;
      result.shown += made.length;
      tell(result, result.looked, result.shown);
      if (isFirst) list.replaceChildren(...made.sort((a, b) => Boolean(b.names?.includes(result.all)) - Boolean(a.names?.includes(result.all)))); else list.append(...made);
      more.hidden = result.looked === result.found.length;
      more.textContent = made.length || !result.phrases.length ? say("More results") : say("Look further");
      if (!isFirst) (made[0]?.querySelector("a") || (more.hidden ? input : more)).focus();
    }
    async function show(isFresh) {
      const mine = turn += 1;
      if (!KEPT.some((name) => asked[name])) { said.textContent = ""; list.replaceChildren(); more.hidden = true; return; }
      try {
        left = isFresh || !core ? FIRST : FURTHER;
        await begin();
        if (filters.children.length < 2) fillFilters();
        const before = left, result = await find(asked);
        if (mine !== turn) return;
        Object.assign(result, { looked: 0, shown: 0 });
        more.onclick = () => next(result, PAGE);
        await next(result, isFresh || before > FURTHER ? Math.min(AT_ONCE, left) : FURTHER - 2 * (before - left));
      } catch (error) {
        said.textContent = say("The search does not work here: %s.", error.message);
      }
    }
    function ask(isFresh) {
      asked = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
      if (asked.person) asked.person = chosenPerson() || asked.person;
      if (isPage) history.replaceState(null, "", `?${new URLSearchParams(asked)}`);
      return show(isFresh);
    }
    let later;
    /* A name of somebody is looked for when it is whole. */
    form.addEventListener("input", ({ target }) => { if (target !== person || chosenPerson() || !person.value) { clearTimeout(later); later = setTimeout(ask, 120); } });
    person.addEventListener("change", () => ask());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(true);
      if (!isPage) location.href = `${form.action}?${new URLSearchParams(asked)}`;
    });
    said.addEventListener("click", (event) => {
      if (!event.target.matches(".search-slip")) return;
      event.preventDefault();
      input.value = event.target.textContent;
      ask();
      input.focus();
    });
    /* Arrow keys go from the words to the results and through them. */
    const root = make("div", { class: "search-box" }, form, said, list, more);
    root.addEventListener("keydown", (event) => {
      if (event.target.matches("select")) return;
      const stops = [input, ...list.querySelectorAll("a"), ...(more.hidden ? [] : [more])];
      const at = stops.indexOf(document.activeElement), to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
      if (at < 0 || to === undefined || !stops[to]) return;
      event.preventDefault();
      stops[to].focus();
    });
    return { root, input, start(query) { asked = query; input.value = query.q || ""; return show(true); } };
  }

  const here = document.getElementById("search_here");
  let dialog;
  window.periodical_search = {
    async fold(texts) { await begin(); return texts.map((text) => tokens(text).map(({ form }) => form).join(" ")); },
    open() {
      if (here) { here.querySelector("input").focus(); return; }
      if (!dialog) {
        const made = box(false);
        const close = make("button", { type: "button", class: "search-close" }, say("Close"));
        close.addEventListener("click", () => dialog.close());
        dialog = make("dialog", { id: "search_dialog", class: "search-dialog", "aria-label": say("Search") }, close, made.root);
        /* In a browser's box for searches, the first Escape empties it. */
        dialog.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.preventDefault(); dialog.close(); } });
        dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
        document.body.append(dialog);
        dialog.input = made.input;
        begin().catch(() => {});
      }
      if (!dialog.open) dialog.showModal();
      dialog.input.select();
      dialog.input.focus();
    },
  };
  if (here) {
    const made = box(true);
    here.replaceChildren(made.root);
    made.start(Object.fromEntries([...new URLSearchParams(location.search)].filter(([name, value]) => KEPT.includes(name) && value)));
    if (!location.search) made.input.focus();
  }
})();
