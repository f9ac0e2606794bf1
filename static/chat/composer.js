// The box and its button: what is typed survives everything, and is never sent into a room unawares.

import { Attachments } from "./attachments.js";
import { foreignTo } from "./guard.js";
import { Phrases } from "./phrases.js";

const TYPING_EVERY = 3000;

export class Composer {
  constructor(room) {
    this.room = room;
    this.words = room.words;
    this.form = room.panel.querySelector(".chat-composer");
    const find = (name) => this.form.querySelector(name);
    this.input = find(".chat-input");
    this.button = find(".chat-send");
    this.problem = find(".chat-problem");
    this.about = find(".chat-about");
    this.count = find(".chat-count");
    this.reply = this.form.elements.reply_to;
    this.limit = Number(room.panel.dataset.limit);
    this.typedAt = 0;
    this.editing = null;
    this.foreign = null;
    this.input.value ||= room.outbox.draft;
    this.input.addEventListener("input", () => this.onInput());
    this.input.addEventListener("paste", (event) => this.suspect(event.clipboardData));
    this.input.addEventListener("drop", (event) => this.suspect(event.dataTransfer));
    this.attachments = new Attachments(room, this);
    this.phrases = new Phrases(room, this);
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    find(".chat-about-end").addEventListener("click", (event) => {
      event.preventDefault();
      this.stopEditing();
      this.quote(null);
      this.input.focus();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.measure();
  }

  onInput() {
    if (!this.editing) this.room.outbox.draft = this.input.value;
    if (!this.input.value) this.trust();
    this.measure();
    if (this.problem.classList.contains("is-warning") === false) this.tell("");
    const now = Date.now();
    if (this.input.value && now - this.typedAt > TYPING_EVERY) {
      this.typedAt = now;
      this.room.send({ type: "typing" });
    }
  }

  onKey(event) {
    if (event.key === "Escape") this.escape();
    if (event.key === "ArrowUp" && !this.input.value && !this.editing) this.editLast(event);
    const isPlain = event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
    if (isPlain && matchMedia("(pointer: fine)").matches) {
      event.preventDefault();
      this.submit();
    }
  }

  // Pasted or dragged in from another room.
  suspect(carried) {
    const text = carried?.getData("text") ?? "";
    const title = foreignTo(this.room.user, this.room.id, text);
    if (!title) return;
    this.foreign = title;
    this.tell(this.words.foreign.replace("{room}", title), true);
  }

  escape() {
    if (this.editing) this.stopEditing();
    else if (this.reply.value) this.quote(null);
  }

  // As everywhere where people write to each other: the arrow up takes one's last words again.
  editLast(event) {
    const own = [...this.room.lines.list.querySelectorAll('.by-me[data-seq][data-kind="text"]:not(.is-recalled)')].at(-1);
    if (!own?.querySelector(".chat-edit-it")) return;
    event.preventDefault();
    this.startEditing(own);
  }

  trust() {
    if (this.foreign) this.tell("");
    this.foreign = null;
    this.isWarned = false;
  }

  measure() {
    const over = this.input.value.length - this.limit;
    this.count.hidden = over < -200;
    this.count.classList.toggle("is-over", over > 0);
    this.count.textContent = (over > 0 ? this.words.long : this.words.left).replace("{n}", Math.abs(over));
    if (!CSS.supports("field-sizing", "content")) {
      this.input.style.height = "auto";
      this.input.style.height = `${this.input.scrollHeight + 2}px`;
    }
  }

  submit() {
    const text = this.input.value.trim();
    const { staged } = this.attachments;
    if (!text && !staged.length) return this.input.focus();
    if (text.length > this.limit) return this.tell(this.words.long.replace("{n}", text.length - this.limit));
    // text from another room needs the button pressed a second time, after the warning was seen
    if (this.foreign && !this.isWarned) {
      this.isWarned = true;
      this.tell(this.words.foreign.replace("{room}", this.foreign), true);
      return this.button.focus();
    }
    if (this.editing) {
      this.room.edit(this.editing, text);
      return undefined;
    }
    const replyTo = Number(this.reply.value) || null;
    if (staged.length) this.attachments.send(this.room.holdUntil(Boolean(this.foreign)), text, replyTo);
    else this.room.say(text, replyTo, Boolean(this.foreign));
    this.clear();
    this.quote(null);
    this.input.focus();
    return undefined;
  }

  clear() {
    this.input.value = "";
    this.room.outbox.draft = "";
    this.tell("");
    this.trust();
    this.measure();
  }

  // A refused text comes back, before whatever was typed since.
  giveBack(text, message) {
    this.input.value = [text, this.input.value].filter(Boolean).join("\n");
    this.room.outbox.draft = this.input.value;
    this.measure();
    if (message) this.tell(message);
  }

  tell(message, isWarning = false) {
    this.problem.classList.toggle("is-warning", isWarning);
    this.problem.textContent = message;
    this.problem.hidden = !message;
  }

  quote(line) {
    this.reply.value = line ? line.dataset.seq : "";
    this.showAbout(line);
    if (line) this.input.focus();
  }

  showAbout(line) {
    this.about.hidden = !line;
    this.about.querySelector(".chat-about-text").textContent = line ? this.room.lines.excerpt(line) : "";
  }

  startEditing(line) {
    this.kept = this.input.value;
    this.editing = line;
    this.input.value = line.querySelector(".chat-text").textContent;
    this.showAbout(line);
    this.measure();
    this.input.focus();
  }

  stopEditing() {
    if (!this.editing) return;
    this.editing = null;
    this.input.value = this.kept ?? "";
    this.tell("");
    this.showAbout(null);
    this.measure();
  }

  showOpen(isOpen) {
    this.form.hidden = !isOpen;
  }
}
