// Menus are <details>; this closes them on Escape or a press elsewhere, and lets Escape dismiss a term's explanation.

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.menu[open]");
  closeMenus();
  menu?.querySelector("summary").focus();
  for (const term of document.querySelectorAll(".term:hover, .term:focus-within")) {
    term.classList.add("shut");
    const reopen = () => term.classList.remove("shut");
    term.addEventListener("mouseleave", reopen, { once: true });
    term.addEventListener("focusout", reopen, { once: true });
  }
});
