// Rooms one above the other become tabs. Without this script they stay as they are, and the links jump to them.

for (const rooms of document.querySelectorAll("[data-tabs]")) {
  const links = [...rooms.querySelectorAll("[data-tab]")];
  if (links.length < 2) continue;
  const paneOf = (link) => document.getElementById(link.dataset.tab).closest(".room-pane");
  const key = `room-tab:${location.pathname}`;

  const show = (chosen) => {
    for (const link of links) {
      const isChosen = link === chosen;
      link.setAttribute("aria-selected", String(isChosen));
      link.tabIndex = isChosen ? 0 : -1;
      paneOf(link).hidden = !isChosen;
    }
    sessionStorage.setItem(key, chosen.dataset.tab);
  };

  rooms.classList.add("has-tabs");
  const list = rooms.querySelector(".room-tabs");
  list.setAttribute("role", "tablist");
  for (const link of links) {
    link.parentElement.setAttribute("role", "presentation");
    link.setAttribute("role", "tab");
    link.id = `tab-${link.dataset.tab}`;
    const pane = paneOf(link);
    pane.id = `pane-${link.dataset.tab}`;
    pane.setAttribute("role", "tabpanel");
    pane.setAttribute("aria-labelledby", link.id);
    link.setAttribute("aria-controls", pane.id);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(link);
    });
  }
  list.addEventListener("keydown", (event) => {
    const at = links.indexOf(document.activeElement);
    const next = {
      ArrowRight: links[(at + 1) % links.length], ArrowLeft: links.at(at - 1), Home: links[0], End: links.at(-1),
    }[event.key];
    if (!next || at < 0) return;
    event.preventDefault();
    show(next);
    next.focus();
  });
  const wanted = location.hash.slice(1) || sessionStorage.getItem(key);
  show(links.find((link) => link.dataset.tab === wanted) ?? links[0]);
}
