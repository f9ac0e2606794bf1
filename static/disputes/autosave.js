// Sends the page's draft while it is being written, so that a closed phone or a lost line costs nothing.

const PAUSE = 1500;
const form = document.querySelector("form[data-autosave]");
const line = form?.querySelector("[data-autosave-state]");
let timer, running = null, again = false;

async function save() {
  if (running) { again = true; return; }
  running = new AbortController();
  const body = new FormData(form);
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST", body, signal: running.signal, credentials: "same-origin", redirect: "error",
    });
    line.textContent = answer.ok ? form.dataset.saySaved : form.dataset.sayFailed;
  } catch (error) {
    if (error.name !== "AbortError") line.textContent = form.dataset.sayFailed;
  }
  running = null;
  if (again) { again = false; save(); }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

if (form) {
  form.addEventListener("input", later);
  form.addEventListener("submit", () => { clearTimeout(timer); again = false; running?.abort(); });
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden && timer) { clearTimeout(timer); save(); } });
}
