// A draft saves itself a moment after the last key; only when it says something else than what is stored.
// It names the version it began from. When something newer is stored, both texts are shown and nothing is overwritten.

import { differences, fill, same } from "./values.js";

const PAUSE = 1500;
const AGAIN = 5000;

export class Saving {
  constructor(sheet) {
    this.sheet = sheet;
    this.hasSaved = false;
    document.addEventListener("visibilitychange", () => document.hidden && this.timer && this.save());
  }

  later(after = PAUSE) {
    clearTimeout(this.timer);
    if (!this.isStopped) this.timer = setTimeout(() => this.save(), after);
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = null;
    this.running?.abort();
  }

  async save(isSecond = false) {
    const { sheet } = this;
    clearTimeout(this.timer);
    this.timer = null;
    if (this.running) { this.later(); return; }
    if (!sheet.isUnsaved || this.isStopped || !navigator.onLine) return;
    const values = sheet.values;
    this.running = new AbortController();
    try {
      const answer = await fetch(sheet.form.dataset.autosave, {
        method: "POST", body: new FormData(sheet.form), signal: this.running.signal,
        credentials: "same-origin", redirect: "manual", headers: { accept: "application/json" },
      });
      this.running = null;
      await this.hear(answer, values, isSecond);
    } catch (error) {
      this.running = null;
      if (error.name === "AbortError") return;
      sheet.hears("offline");
      this.later(AGAIN);
    }
  }

  async hear(answer, values, isSecond) {
    const { sheet } = this;
    const isJson = answer.headers.get("content-type")?.includes("json");
    const told = isJson ? await answer.json() : {};
    if (answer.ok && isJson) {
      sheet.form.elements.version.value = told.version;
      this.hasSaved = true;
      sheet.isSaved(values);
    } else if (told.code === "outdated") {
      this.ask(told);
    } else if (answer.status === 401 || answer.type === "opaqueredirect") {
      sheet.hears(await sheet.session());
    } else if (told.code === "outdated_token" || told.code === "another_person") {
      // logged in again in another tab: with a token of today once more
      const found = await sheet.session();
      if (found === "same" && !isSecond) await this.save(true);
      else sheet.hears(found === "same" ? "unknown" : found);
    } else if (told.message) {
      this.isStopped = true; // refused: it will not be taken later either
      sheet.refusal = told.message;
      sheet.tell();
    } else {
      sheet.hears("unknown");
    }
  }

  ask(told) {
    const { sheet } = this;
    this.isStopped = true;
    const mine = sheet.values;
    const newer = told.fields.map(([name, value]) => [name, value === null ? "" : String(value)]);
    const goOn = () => {
      this.isStopped = false;
      sheet.form.elements.version.value = told.version;
    };
    sheet.choice.show({
      title: told.message,
      rows: differences(sheet.form, newer, mine),
      answers: [
        [sheet.words.sayMine, () => { goOn(); this.save(); }],
        [sheet.words.sayNewer, () => {
          goOn();
          fill(sheet.form, newer);
          if (!same(mine, sheet.values)) sheet.isSaved(sheet.values);
        }],
      ],
    });
  }
}
