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
