/* What is only of use where a host serves the page; from a disk, browsers refuse both and complain: the face of every
   headline, asked for before the style sheet is read, and what a telephone asks of a site that it keeps. */
if (location.protocol.startsWith("http")) {
  const here = document.currentScript.src;
  const link = (attributes) => document.head.append(Object.assign(document.createElement("link"), attributes));
  link({ rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href: new URL("fonts/source-serif-4-upright-latin.woff2", here) });
  link({ rel: "manifest", href: new URL("../site.webmanifest", here) });
}

/* Light or dark as the reader chooses, where the system's choice is not theirs; and the name of an edition.
   Without JavaScript the system's choice holds, and there is no button. */
(() => {
  "use strict";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const kept = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const keep = (theme) => { try { localStorage.setItem("theme", theme); } catch { /* a private window */ } };
  const show = (theme) => { if (theme === "light" || theme === "dark") root.dataset.theme = theme; };
  show(kept());

  addEventListener("DOMContentLoaded", () => {
    const list = document.querySelector(".masthead nav ul");
    if (!list) return;
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "theme";
    const name = () => {
      const now = root.dataset.theme || (dark.matches ? "dark" : "light");
      button.textContent = now === "dark" ? "Light" : "Dark";
      button.setAttribute("aria-label", now === "dark" ? "Light: show dark text on a light page" : "Dark: show light text on a dark page");
      return now;
    };
    button.addEventListener("click", () => {
      const next = name() === "dark" ? "light" : "dark";
      show(next);
      keep(next);
      name();
    });
    dark.addEventListener("change", name);
    name();
    item.append(button);
    list.append(item);
  });

  /* A page of an edition does not bear its name, so that editions can share it: its address does. */
  addEventListener("DOMContentLoaded", () => {
    const link = document.querySelector(".frozen a");
    const edition = /\/v\/(v\d[\w.-]*)\//.exec(location.pathname);
    if (link && edition) link.textContent = `the edition ${edition[1]}`;
  });
})();

/* The search in a dialog: its script is loaded when it is first asked for. Without it, the link leads to its page. */
addEventListener("DOMContentLoaded", () => {
  "use strict";
  const link = document.querySelector(".search-link");
  if (!link) return;
  link.setAttribute("aria-haspopup", "dialog");
  link.setAttribute("aria-keyshortcuts", "Control+K /");
  const load = (tag, attributes) => new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), attributes, { onload: resolve, onerror: reject });
    document.head.append(element);
  });
  const beside = (name) => new URL(`_static/${name}`, link.href).href;
  let loaded = document.getElementById("search_here") && Promise.resolve();
  const open = (event) => {
    event.preventDefault();
    loaded ||= Promise.all([load("link", { rel: "stylesheet", href: beside("search.css") }), load("script", { src: beside("search.js") })]);
    loaded.then(() => window.periodical_search.open(), () => { location.href = link.href; });
  };
  link.addEventListener("click", (event) => {
    if (event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) open(event);
  });
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
    count.textContent = input.value.trim() ? `${shown} of ${items.length}` : "";
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
