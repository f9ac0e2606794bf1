// Every form with room for more than one line: what is typed in it is never lost.
// It lies on the device until the server has it; the page says so, and says whose turn it is to choose when two texts differ.

import { Sheet } from "./sheet.js";
import { Shelf, sweep } from "./shelf.js";

const words = document.getElementById("typed-words")?.dataset;
const sheets = new Map();
const AGAIN = 5000;
let askedAt = 0;

export const isKept = (form) => form?.getAttribute("method") === "post" && form.dataset.typed !== "own" && form.querySelector("textarea");

// The server says by their tickets which forms it has taken.
function taken() {
  const said = document.cookie.match(/(?:^|; )typed_done=([^;]*)/)?.[1] ?? "";
  if (said) document.cookie = "typed_done=; Max-Age=0; path=/; SameSite=Lax";
  return new Set(said.split(".").filter(Boolean));
}

// Who is logged in now, and a token for this page if it is still the same person.
async function session() {
  try {
    const answer = await fetch(words.tokenAt, { credentials: "same-origin", cache: "no-store", redirect: "manual" });
    if (!answer.ok) return "unknown";
    const told = await answer.json();
    if (told.person !== words.person) return told.person ? "another" : "ended";
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = told.token;
    for (const field of document.querySelectorAll("input[name=written_by]")) field.value = told.mark;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": told.token }));
    return "same";
  } catch {
    return "offline";
  }
}

async function lookAround() {
  if (document.hidden || !sheets.size || Date.now() - askedAt < AGAIN) return;
  askedAt = Date.now();
  const found = await session();
  for (const sheet of sheets.values()) sheet.hears(found);
}

function open(form, shelf) {
  if (!sheets.has(form)) sheets.set(form, new Sheet(form, { shelf, words, session }));
  return sheets.get(form);
}

function start() {
  const shelf = new Shelf({ name: words.person, key: words.key, days: Number(words.days) });
  for (const form of document.querySelectorAll("form")) if (isKept(form)) open(form, shelf).begin();
  // a form that came later, in a piece of a page
  document.addEventListener("input", (event) => {
    const { form } = event.target;
    if (form && !sheets.has(form) && isKept(form)) open(form, shelf).changed();
  });
  document.addEventListener("submit", (event) => {
    if (new URL(event.target.getAttribute("action") || location.href, location.href).pathname === words.logoutAt) shelf.clear();
  }, true);
  document.addEventListener("visibilitychange", lookAround);
  addEventListener("focus", lookAround);
  addEventListener("online", () => sheets.forEach((sheet) => sheet.isBack()));
  addEventListener("offline", () => sheets.forEach((sheet) => sheet.tell()));
  addEventListener("storage", (event) => sheets.forEach((sheet) => sheet.isSwept(event)));
  addEventListener("pageshow", (event) => event.persisted && sheets.forEach((sheet) => sheet.isFoundAgain()));
}

sweep(taken());
if (words) start();
