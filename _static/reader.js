/* What is said, in the language of the page: its frame has the words, where they are not these. */
const say = (words, ...values) =>
  (JSON.parse(document.querySelector("[data-say]")?.dataset.say || "{}")[words] || words).replace(/%s/g, () => values.shift());

/* What is only of use where a host serves the page; from a disk, browsers refuse both and complain: the face of every
   headline, asked for before the style sheet is read, and what a telephone asks of a site that it keeps. */
if (location.protocol.startsWith("http")) {
  const here = document.currentScript.src;
  const link = (attributes) => document.head.append(Object.assign(document.createElement("link"), attributes));
  link({ rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href: new URL("fonts/source-serif-4-upright-latin.woff2", here) });
  link({ rel: "manifest", href: new URL("../site.webmanifest", here) });
}

/* Light or dark as the reader chooses, or as the system has it: before anything is painted. What needs this script is shown. */
(() => {
  "use strict";
  const root = document.documentElement;
  const kept = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const keep = (mode) => { try { localStorage.setItem("theme", mode); } catch { /* a private window */ } };
  const show = (mode) => { if (mode === "light" || mode === "dark") root.dataset.theme = mode; else delete root.dataset.theme; };
  root.dataset.script = "";
  show(kept());

  addEventListener("DOMContentLoaded", () => {
    const modes = [...document.querySelectorAll("[data-mode]")];
    const mark = () => modes.forEach((each) => each.setAttribute("aria-pressed", each.dataset.mode === (root.dataset.theme || "auto")));
    for (const each of modes) each.addEventListener("click", () => { show(each.dataset.mode); keep(each.dataset.mode); mark(); });
    mark();

    for (const button of document.querySelectorAll(".fullscreen")) {
      button.hidden = !document.fullscreenEnabled;
      button.addEventListener("click", () => { document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen(); });
      document.addEventListener("fullscreenchange", () => button.setAttribute("aria-pressed", Boolean(document.fullscreenElement)));
    }

    /* A menu closes as menus do: by Escape, by a click elsewhere, and when it has been used. */
    const menus = [...document.querySelectorAll(".menu")];
    addEventListener("click", ({ target }) => menus.forEach((each) => { if (!each.contains(target) || target.closest(".menu li")) each.open = false; }));
    addEventListener("keydown", ({ key, target }) => {
      const menu = key === "Escape" && target.closest(".menu[open]");
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
    });

    /* Back to the top: offered to who turns back. */
    const up = document.querySelector(".back-to-top");
    let last = scrollY;
    if (up) addEventListener("scroll", () => { up.classList.toggle("offered", scrollY < last && scrollY > innerHeight); last = scrollY; }, { passive: true });
  });

  /* A page of an edition does not bear its name, so that editions can share it: its address does. */
  addEventListener("DOMContentLoaded", () => {
    const link = document.querySelector(".frozen a");
    const edition = /\/v\/(v\d[\w.-]*)\//.exec(location.pathname);
    if (link && edition) link.textContent = say("the edition %s", edition[1]);
  });
})();

/* The search in a dialog: its script is loaded when it is first asked for. Without it, the link leads to its page. */
addEventListener("DOMContentLoaded", () => {
  "use strict";
  const links = document.querySelectorAll(".search-link, .search-button__button");
  if (!links.length) return;
  const folder = new URL(document.documentElement.dataset.content_root || ".", document.baseURI);
  const load = (tag, attributes) => new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), attributes, { onload: resolve, onerror: reject });
    document.head.append(element);
  });
  const beside = (name) => new URL(`_static/${name}`, folder).href;
  let loaded = document.getElementById("search_here") && Promise.resolve();
  const open = (event) => {
    event.preventDefault();
    loaded ||= Promise.all([load("link", { rel: "stylesheet", href: beside("search.css") }), load("script", { src: beside("search.js") })]);
    loaded.then(() => window.periodical_search.open(), () => { location.href = new URL("search.html", folder); });
  };
  for (const link of links) {
    link.setAttribute("aria-haspopup", "dialog");
    link.setAttribute("aria-keyshortcuts", "Control+K /");
    link.addEventListener("click", (event) => {
      if (event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) open(event);
    });
  }
  addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") open(event);
    else if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) open(event);
  });
});

/* A box over an index that leaves only what has the words in it, whatever their marks and capitals. */
addEventListener("DOMContentLoaded", () => {
  "use strict";
  const index = document.querySelector("[data-filter]");
  if (!index) return;
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}|[ʻʼ‘’']/gu, "").toLowerCase();
  const items = [...index.querySelectorAll(":scope > section > ul > li")].map((item) =>
    ({ item, words: plain(`${item.textContent} ${item.dataset.words || ""}`) }));
  const sections = [...index.querySelectorAll(":scope > section")];
  const box = document.createElement("div");
  box.className = "filter";
  box.role = "search";
  const label = document.createElement("label");
  label.htmlFor = "filter_words";
  label.textContent = index.dataset.filter;
  const input = document.createElement("input");
  Object.assign(input, { id: "filter_words", type: "search", autocomplete: "off", spellcheck: false });
  const count = document.createElement("output");
  count.htmlFor = "filter_words";
  box.append(label, input, count);
  index.before(box);
  input.addEventListener("input", () => {
    const wanted = plain(input.value).split(/\s+/u);
    let shown = 0;
    for (const { item, words } of items) {
      item.hidden = !wanted.every((word) => words.includes(word));
      shown += !item.hidden;
    }
    for (const section of sections) section.hidden = !section.querySelector(":scope > ul > li:not([hidden])");
    count.textContent = input.value.trim() ? say("%s of %s", shown, items.length) : "";
  });
});

/* What is in an issue follows the reader: the heading last passed is the current one. Without this, the links stand. */
addEventListener("DOMContentLoaded", () => {
  "use strict";
  const contents = document.querySelector(".contents details");
  if (!contents) return;
  const list = contents.closest("nav");
  const links = new Map([...contents.querySelectorAll("a")].map((link) =>
    [document.getElementById(decodeURIComponent(link.hash.slice(1))), link]));
  links.delete(null);
  const wide = matchMedia("(min-width: 68rem)");
  const passed = new Set();
  let current;
  const follow = (entries) => {
    for (const { target, boundingClientRect, rootBounds, isIntersecting } of entries) {
      const above = isIntersecting || (rootBounds && boundingClientRect.top < rootBounds.top);
      passed[above ? "add" : "delete"](target);
    }
    const link = links.get([...links.keys()].findLast((section) => passed.has(section)));
    if (link === current) return;
    current?.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "location");
    current = link;
    if (wide.matches && link) list.scrollTop = link.offsetTop - list.clientHeight / 2;
  };
  /* A line at a quarter of the screen's height: what has its beginning above it was begun. */
  const observer = new IntersectionObserver(follow, { rootMargin: "0px 0px -75% 0px" });
  for (const section of links.keys()) observer.observe(section);
  /* On a phone the list lies over the text that it leads to; browsers that cannot show it in the style sheet alone, open it. */
  const open = () => { contents.open = wide.matches && !CSS.supports("selector(::details-content)"); };
  wide.addEventListener("change", open);
  open();
  contents.addEventListener("click", (event) => { if (event.target.closest("a") && !wide.matches) contents.open = false; });
});
