// A private sheet saves itself a moment after the last key, tries again until it is stored, and warns before it would be lost.

const AFTER = 800;
const AGAIN = 4000;

for (const form of document.querySelectorAll("[data-note]")) {
  const text = form.querySelector("textarea");
  const version = form.elements.version;
  const state = form.querySelector(".chat-note-state");
  let stored = text.value;
  let timer = null;
  let isSaving = false;

  const isDirty = () => text.value !== stored;

  async function save(isLeaving = false) {
    clearTimeout(timer);
    if (!isDirty() || (isSaving && !isLeaving)) return;
    isSaving = true;
    const sent = text.value;
    state.textContent = form.dataset.saySaving;
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new FormData(form), headers: { accept: "application/json" }, keepalive: sent.length < 15000,
      });
      if (!answer.ok || !answer.headers.get("content-type")?.includes("json")) throw new Error(answer.status);
      const told = await answer.json();
      stored = sent;
      version.value = told.version;
      // another page had saved meanwhile: both wordings came back, and what was typed since stays
      if (told.text !== sent.trim() && text.value === sent) stored = text.value = told.text;
      state.textContent = form.dataset.saySaved.replace("{at}", told.at);
      state.classList.remove("is-lost");
      isSaving = false;
      if (isDirty()) timer = setTimeout(save, AFTER);
    } catch {
      isSaving = false;
      state.textContent = form.dataset.sayFailed;
      state.classList.add("is-lost");
      timer = setTimeout(save, AGAIN);
    }
  }

  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, AFTER);
  });
  text.addEventListener("blur", () => save());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  addEventListener("online", () => save());
  addEventListener("pagehide", () => save(true));
  addEventListener("beforeunload", (event) => isDirty() && event.preventDefault());
}
