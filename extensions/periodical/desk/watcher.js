// A page that is shown asks to be told when it is written again (WHATWG HTML, “Server-sent events”).
new EventSource(
  new URL(`changes?page=${encodeURIComponent(location.pathname)}`, document.currentScript.src),
).onmessage = () => location.reload();
