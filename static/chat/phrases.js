// Phrases at hand: "/" in an empty box opens the list, typing filters, arrows and Enter choose. Nothing is sent.

export class Phrases {
  constructor(room, composer) {
    this.room = room;
    this.words = room.words;
    this.input = composer.input;
    this.composer = composer;
    this.box = composer.form.querySelector(".chat-phrases");
    this.find = this.box.querySelector(".chat-phrases-find");
    this.list = this.box.querySelector(".chat-phrases-list");
    this.status = this.box.querySelector(".chat-phrases-none");
    this.opener = composer.form.querySelector(".chat-phrases-open");
    this.opener.hidden = false;
    this.shown = [];
    this.opener.addEventListener("click", () => (this.box.hidden ? this.open() : this.close()));
    this.input.addEventListener("input", (event) => {
      if (this.input.value === "/" && !event.isComposing) {
        this.setText("");
        this.open(true);
      }
    });
    this.find.addEventListener("input", () => this.filter());
    this.find.addEventListener("keydown", (event) => this.onKey(event));
    this.box.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !this.box.contains(event.relatedTarget) && event.relatedTarget !== this.opener) this.close(false);
    });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.number));
    });
  }

  async open(bySlash = false) {
    this.bySlash = bySlash;
    this.start = this.input.selectionStart;
    this.end = this.input.selectionEnd;
    this.box.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    this.find.value = "";
    this.find.focus();
    if (!this.all) await this.load();
    this.filter();
  }

  async load() {
    try {
      const answer = await fetch(this.room.panel.dataset.offeredUrl, { headers: { accept: "application/json" } });
      this.all = answer.ok ? (await answer.json()).phrases : null;
    } catch {
      this.all = null;
    }
  }

  filter() {
    const wanted = this.find.value.trim().toLowerCase();
    const all = this.all ?? [];
    this.shown = all.filter((phrase) => `${phrase.title}\n${phrase.text}`.toLowerCase().includes(wanted));
    this.list.replaceChildren(...this.shown.map((phrase, number) => this.option(phrase, number)));
    this.find.setAttribute("aria-expanded", String(this.shown.length > 0));
    this.status.textContent = this.shown.length ? this.words.phrases.replace("{n}", this.shown.length) : this.words.nophrase;
    this.point(this.shown.length ? 0 : -1);
  }

  option(phrase, number) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${number}`;
    option.dataset.number = number;
    option.setAttribute("role", "option");
    const title = document.createElement("strong");
    title.textContent = phrase.title;
    const whose = document.createElement("span");
    whose.className = "chat-phrase-whose";
    whose.textContent = this.words[phrase.whose] ?? "";
    const text = document.createElement("span");
    text.className = "chat-phrase-text";
    text.textContent = phrase.text;
    option.append(title, " ", whose, text);
    return option;
  }

  point(number) {
    this.at = number;
    for (const option of this.list.children) option.setAttribute("aria-selected", String(Number(option.dataset.number) === number));
    const option = this.list.children[number];
    if (option) {
      this.find.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      this.find.removeAttribute("aria-activedescendant");
    }
  }

  onKey(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const count = this.shown.length;
    if (event.key === "ArrowDown" && count) this.point((this.at + 1) % count);
    else if (event.key === "ArrowUp" && count) this.point((this.at - 1 + count) % count);
    else if (event.key === "Enter") this.choose(this.at);
    else if (event.key === "Escape") this.giveUp();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Escape leaves what was typed: who wanted to write "/3 of it" still can.
  giveUp() {
    const typed = this.bySlash ? `/${this.find.value}` : "";
    this.close();
    if (typed) this.insert(typed);
  }

  choose(number) {
    const phrase = this.shown[number];
    if (!phrase) return;
    this.close();
    this.insert(phrase.text);
  }

  insert(text) {
    this.input.setRangeText(text, this.start ?? this.input.value.length, this.end ?? this.input.value.length, "end");
    this.composer.onInput();
    this.input.focus();
  }

  setText(text) {
    this.input.value = text;
    this.composer.onInput();
  }

  close(isFocusBack = true) {
    this.box.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    this.find.setAttribute("aria-expanded", "false");
    if (isFocusBack) this.input.focus();
  }
}
