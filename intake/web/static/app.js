// Keys for people who work through a list, and an overview that renews itself. Every page works without it.
(() => {
  "use strict";
  const links = () => [...document.querySelectorAll(".mails .mail")];
  const step = (by) => {
    const all = links();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))].focus();
  };
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    "/": () => document.getElementById("search")?.focus(),
    e: () => document.querySelector('a[href$="/edit"]')?.click(),
    g: () => { location.href = "/"; },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  const again = document.querySelector("[data-again]");
  if (again) setTimeout(() => location.reload(), 1000 * Number(again.dataset.again));
  const board = document.querySelector("[data-renew]");
  if (board) {
    setInterval(async () => {
      if (document.hidden || board.contains(document.activeElement)) return;
      try {
        const answer = await fetch(board.dataset.renew, { headers: { accept: "text/plain" } });
        if (answer.ok) board.innerHTML = await answer.text();
        else if (answer.status === 401) location.href = "/login";
      } catch { /* the program is being restarted; the next round asks again */ }
    }, 10000);
  }
})();
