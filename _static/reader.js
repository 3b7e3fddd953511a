/* Light or dark as the reader chooses, where the system's choice is not theirs.
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
})();
