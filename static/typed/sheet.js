// One form. It is clean (as the server sent it) or dirty; dirty it lies on the shelf, and a draft also saves itself.

import { Choice } from "./choice.js";
import { Saving } from "./saving.js";
import { differences, fill, same, shownIn, valuesOf } from "./values.js";

const PAUSE = 300;
const freshTicket = () => [...crypto.getRandomValues(new Uint8Array(10))].map((each) => each.toString(16).padStart(2, "0")).join("");

// Which form this tab sent last.
const SENT = "jiefen.typed.sent";

function rememberSent(ticket) {
  try {
    sessionStorage.setItem(SENT, ticket);
  } catch {
    // forbidden: then nothing lies on the shelf either
  }
}

function lastSent() {
  try {
    return sessionStorage.getItem(SENT);
  } catch {
    return null;
  }
}

export class Sheet {
  constructor(form, { shelf, words, session }) {
    Object.assign(this, { form, shelf, words, session });
    this.ticket = freshTicket();
    this.base = shownIn(form);
    this.isKept = false;
    this.address = `${new URL(form.getAttribute("action") || location.href, location.href).pathname} ${this.firstName()}`;
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "typed_ticket", value: this.ticket });
    form.append(field);
    this.line = document.createElement("p");
    this.line.className = "typed-line muted small";
    this.line.setAttribute("role", "status");
    const before = form.querySelector(":scope > .actionbar") ?? null;
    form.insertBefore(this.line, before);
    this.choice = new Choice(form, words);
    this.saving = form.dataset.autosave ? new Saving(this) : null;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => this.isSent(event));
    form.querySelector("[data-typed-drop]")?.addEventListener("click", () => this.drop());
  }

  // Two forms of one page may go to one address.
  firstName() {
    return this.form.querySelector("textarea").name.replace(/\d+/g, "N");
  }

  get values() {
    return valuesOf(this.form);
  }

  // A form that came back shows what was typed and is not saved.
  get isUnsaved() {
    return this.isAnswer || !same(this.values, this.base);
  }

  async begin() {
    this.waiting = await this.shelf.all(this.address);
    if (this.words.method === "POST") this.cameBack();
    for (const entry of this.waiting) if (same(entry.values, this.base)) this.shelf.remove(entry.ticket);
    this.waiting = this.waiting.filter((entry) => !same(entry.values, this.base));
    const first = this.waiting[0];
    if (first && same(first.base, this.base) && same(this.values, this.base)) this.restore(this.waiting.shift());
    else if (this.isUnsaved) this.changed();
    this.askNext();
  }

  // The answer to what was sent from the page before: it stands here now, and began from what that page began from.
  cameBack() {
    const sent = this.waiting.find((entry) => entry.ticket === lastSent());
    this.isAnswer = Boolean(sent || this.form.querySelector(".error-summary, .has-error"));
    if (!sent) return;
    this.begun = sent.base;
    this.shelf.remove(sent.ticket);
    this.waiting = this.waiting.filter((entry) => entry !== sent);
  }

  restore(entry) {
    this.adopt(entry);
    this.choice.show({
      title: this.words.sayRestored,
      rows: this.left ?? [],
      answers: [[this.words.sayUndo, () => this.drop()], [this.words.sayKeep, () => {}]],
    });
  }

  // Puts a kept text into the form: from here on it is this page's.
  async adopt(entry) {
    this.left = fill(this.form, entry.values).map(([, value]) => ["", value]);
    this.changed();
    await this.keep();
    if (this.isKept) this.shelf.remove(entry.ticket);
  }

  // One after the other: nothing that lies here is thrown away unasked.
  askNext() {
    const entry = this.waiting.shift();
    if (!entry) return;
    if (same(entry.values, this.values)) {
      this.shelf.remove(entry.ticket);
      this.askNext();
      return;
    }
    this.choice.show({
      title: this.words.sayTwo.replace("{at}", new Date(entry.at).toLocaleString()),
      rows: differences(this.form, entry.values, this.values),
      answers: [
        [this.words.sayTakeMine, () => this.adopt(entry).then(() => this.askNext())],
        [this.words.sayTakeNewer, () => { this.shelf.remove(entry.ticket); this.askNext(); }],
      ],
    });
  }

  changed() {
    clearTimeout(this.timer);
    if (!this.isUnsaved) {
      this.isKept = false;
      this.shelf.remove(this.ticket);
      this.saving?.stop();
      this.tell();
      return;
    }
    this.timer = setTimeout(() => this.keep(), PAUSE);
    this.saving?.later();
  }

  async keep() {
    clearTimeout(this.timer);
    const entry = { address: this.address, values: this.values, base: this.isAnswer ? this.begun ?? null : this.base };
    const isKept = await this.shelf.put(this.ticket, entry);
    if (!this.isUnsaved || this.isDropped) return this.shelf.remove(this.ticket); // saved or taken back meanwhile
    this.isKept = isKept;
    this.tell();
    return undefined;
  }

  // The server has `values` now.
  isSaved(values) {
    this.base = values;
    this.isSession = null;
    this.isAnswer = false;
    this.changed();
  }

  drop() {
    clearTimeout(this.timer);
    this.saving?.stop();
    this.shelf.remove(this.ticket);
    this.isDropped = this.isAnswer;
    fill(this.form, this.base);
    this.isKept = false;
    this.tell();
  }

  // A calm line, changed only when there is something else to say.
  tell(said = this.state()) {
    if (this.line.textContent !== said) this.line.textContent = said;
  }

  state() {
    const { words } = this;
    if (!this.isUnsaved) return this.saving?.hasSaved ? words.saySaved : "";
    const kept = this.isKept ? words.sayHere : words.sayNowhere;
    if (this.refusal) return `${this.refusal}${kept}`;
    if (this.isSession === "ended") return `${words.sayEnded}${kept}`;
    if (this.isSession === "another") return `${words.sayAnother}${kept}`;
    if (!navigator.onLine || this.isSession === "offline") return `${words.sayOffline}${kept}`;
    if (this.wasOffline) return words.sayBack;
    return kept;
  }

  hears(found) {
    this.isSession = found === "same" || found === "unknown" ? null : found;
    if (found === "same" && this.isUnsaved) this.saving?.later();
    this.tell();
  }

  isBack() {
    this.wasOffline = this.isUnsaved && !this.saving;
    this.isSession = null;
    this.tell();
    if (this.isUnsaved) this.saving?.later();
  }

  // Log-out in another tab has emptied the shelf; what is being written here stays with its writer.
  isSwept(event) {
    if (event.newValue === null && (event.key === null || event.key === this.shelf.nameOf(this.ticket)) && this.isUnsaved && !this.wasSent) {
      setTimeout(() => this.session().then((found) => { this.hears(found); this.keep(); }), PAUSE);
    }
  }

  isSent(event) {
    clearTimeout(this.timer);
    if (event.defaultPrevented) return;
    if (!navigator.onLine) {
      event.preventDefault();
      this.keep();
      return;
    }
    this.wasSent = true;
    rememberSent(this.ticket);
    this.saving?.stop();
    if (this.isUnsaved) this.keep();
  }

  // Back, and the browser shows the page as it was left: what it began from may be old by now.
  async isFoundAgain() {
    this.wasSent = false;
    if (this.isUnsaved) await this.keep();
    if (navigator.onLine) location.reload();
  }
}
