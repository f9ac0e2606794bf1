// A room by keyboard: arrows go from line to line, letters act on the one that is pointed at.

export function listenForKeys(room) {
  const { log, list } = room.lines;
  const lines = () => [...list.querySelectorAll(".chat-line[data-seq]")];

  const point = (line) => {
    for (const each of list.querySelectorAll(".chat-line[tabindex]")) each.removeAttribute("tabindex");
    if (!line) return;
    line.tabIndex = -1;
    line.focus();
    line.scrollIntoView({ block: "nearest" });
  };

  const acts = {
    r: (line) => press(line.querySelector(".chat-quote-it")),
    e: (line) => press(line.querySelector(".chat-edit-it")),
    n: (line) => press(line.querySelector(".chat-note-it")),
    Delete: (line) => press(line.querySelector(".chat-recall-it button")),
    Enter: (line) => press(line.querySelector(".chat-attached-name, .chat-file, .chat-link")),
  };

  log.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const line = event.target.closest(".chat-line[data-seq]");
    if (event.target !== log && event.target !== line) return; // a link or a button of its own
    const all = lines();
    const at = all.indexOf(line);
    const going = { ArrowDown: at + 1, ArrowUp: at < 0 ? all.length - 1 : at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (going !== undefined) {
      point(all[Math.max(0, Math.min(all.length - 1, going))]);
    } else if (event.key.toLowerCase() === "u") {
      point(firstUnread(list));
    } else if (event.key === "Escape") {
      room.composer.input.focus();
    } else if (line && acts[event.key.length === 1 ? event.key.toLowerCase() : event.key]) {
      if (!acts[event.key.length === 1 ? event.key.toLowerCase() : event.key](line)) return;
    } else {
      return;
    }
    event.preventDefault();
  });
}

function firstUnread(list) {
  let next = list.querySelector(".chat-unread")?.nextElementSibling;
  while (next && !next.dataset.seq) next = next.nextElementSibling;
  return next ?? [...list.querySelectorAll("[data-seq]")].at(-1);
}

function press(control) {
  if (!control || control.hidden || control.closest("[hidden]")) return false;
  control.click();
  return true;
}
