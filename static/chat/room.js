// A page may hold several rooms. Each panel becomes a room; all share one socket.

import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { noteCopy } from "./guard.js";
import { listenForKeys } from "./keys.js";
import { Lines } from "./lines.js";
import { freshId, Outbox } from "./outbox.js";

const ANSWER_WITHIN = 15000;
const TRY_AGAIN = 5000;

class Room {
  constructor(panel) {
    this.panel = panel;
    this.id = Number(panel.dataset.chatRoom);
    this.user = panel.dataset.user;
    this.last = Number(panel.dataset.last);
    this.rev = Number(panel.dataset.rev);
    this.from = Number(panel.dataset.from);
    this.undo = Number(panel.dataset.undo);
    this.words = wordsOf(panel);
    this.people = new Map();
    this.sending = new Map();
    this.outbox = new Outbox(this.user, this.id);
    this.lines = new Lines(panel, this.words);
    this.composer = new Composer(this);
    listenForKeys(this);
    this.state = panel.querySelector(".chat-state");
    this.typing = panel.querySelector(".chat-typing");
    for (const each of panel.querySelectorAll(".chat-person")) {
      const label = each.textContent.trim();
      this.people.set(Number(each.dataset.member), { label, read: Number(each.dataset.read) });
    }
    panel.addEventListener("click", (event) => this.onClick(event));
    panel.addEventListener("submit", (event) => this.onRecall(event));
    panel.querySelector(".chat-log").addEventListener("copy", () => {
      noteCopy(this.user, this.id, panel.dataset.title, getSelection().toString());
    });
    addEventListener("focus", () => this.markRead());
    document.addEventListener("visibilitychange", () => this.markRead());
    new IntersectionObserver(([entry]) => {
      this.isSeen = entry.isIntersecting;
      this.markRead();
    }).observe(panel.querySelector(".chat-log"));
    this.showReadMarks();
    for (const item of this.outbox.items) this.showWaiting(item);
    setInterval(() => this.flush(), 1000);
  }

  // --- saying -------------------------------------------------------------------------------------

  say(text, replyTo, isForeign) {
    const item = { client_id: freshId(), text, reply_to: replyTo, at: new Date().toISOString() };
    item.hold_until = this.holdUntil(isForeign);
    this.outbox.add(item);
    this.showWaiting(item);
    this.flush();
  }

  // The first words after another room wait in this page, where they can still be taken back.
  holdUntil(isForeign) {
    const isRisky = isForeign || (this.undo > 0 && this.outbox.cameFromAnotherRoom(this.id));
    this.outbox.place = this.id;
    return isRisky ? Date.now() + (this.undo || 10) * 1000 : 0;
  }

  flush() {
    const now = Date.now();
    for (const item of this.outbox.items) {
      if (item.hold_until > now) {
        this.showWaiting(item);
        break; // what was said later waits, too: the order stays
      }
      const since = this.sending.get(item.client_id);
      if (since && now - since < ANSWER_WITHIN) continue;
      const { client_id, text, reply_to } = item;
      if (this.isGreeted && this.send({ type: "say", client_id, text, reply_to })) this.sending.set(client_id, now);
      this.showWaiting(item);
    }
  }

  send(frame) {
    return this.connection.send({ room: this.id, ...frame });
  }

  showWaiting(item) {
    const seconds = Math.ceil((item.hold_until - Date.now()) / 1000);
    const isHeld = seconds > 0;
    const isSending = this.sending.has(item.client_id);
    const note = isHeld ? this.words.held.replace("{n}", seconds) : isSending ? this.words.sending : this.words.waiting;
    this.offerUndo(this.showWaitingLine(item, note), isHeld, () => this.takeBack(item), () => this.hurry(item));
  }

  showWaitingLine(item, note) {
    return this.lines.wait(item, this.people.get(this.me)?.label ?? "", note);
  }

  offerUndo(line, isHeld, undo, hurry) {
    const marks = line.querySelector(".chat-marks");
    if (isHeld && !marks.querySelector("button")) {
      marks.append(this.button(this.words.undo, undo), this.button(this.words.now, hurry));
    }
    if (!isHeld) for (const button of marks.querySelectorAll("button")) button.remove();
  }

  button(text, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", act);
    return button;
  }

  takeBack(item) {
    if (!this.outbox.remove(item.client_id)) return;
    this.lines.forget(item.client_id);
    this.composer.giveBack(item.text, "");
    this.composer.input.focus();
  }

  hurry(item) {
    this.outbox.release(item.client_id);
    this.flush();
  }

  // --- hearing ------------------------------------------------------------------------------------

  take(frame) {
    this[`on_${frame.type}`]?.(frame);
  }

  on_welcome(frame) {
    this.isGreeted = true;
    this.me = frame.me;
    for (const id of frame.mine) this.lines.mine.add(id);
    if (frame.me !== null) this.askForPast(frame.from);
    this.showPeople(frame.members);
    this.showOnline(frame.online);
    this.showOpen(frame.is_open && frame.me !== null);
    if (frame.me === null) this.on_removed({ reads: true });
    this.sending.clear();
    this.flush();
  }

  // More of the past was opened while this page was not listening: listen again, from there.
  askForPast(from) {
    if (from >= this.from) return;
    this.from = from;
    this.send({ type: "hello", after: from, rev: this.rev });
  }

  on_granted(frame) {
    this.from = Math.min(this.from, frame.from);
    this.composer.tell(this.words.granted, true);
  }

  on_message(message) {
    this.last = Math.max(this.last, message.seq);
    this.rev = Math.max(this.rev, message.rev);
    if (this.lines.mine.has(message.author)) {
      this.outbox.remove(message.client_id);
      this.sending.delete(message.client_id);
    } else {
      this.showTyping(message.author, false);
    }
    if (this.lines.add(message)) this.markRead();
  }

  on_messages(frame) {
    for (const message of frame.messages) this.on_message(message);
  }

  on_changed(message) {
    this.rev = Math.max(this.rev, message.rev);
    this.lines.change(message);
  }

  on_ack(frame) {
    this.outbox.remove(frame.client_id);
    this.sending.delete(frame.client_id);
    if (this.lines.find(frame.seq)) this.lines.forget(frame.client_id);
  }

  on_error(frame) {
    if (!frame.client_id) {
      this.composer.tell(frame.message);
      return;
    }
    this.sending.delete(frame.client_id);
    if (frame.code === "unavailable") {
      this.sending.set(frame.client_id, Date.now() - ANSWER_WITHIN + TRY_AGAIN);
      return;
    }
    const item = this.outbox.remove(frame.client_id);
    this.lines.forget(frame.client_id);
    if (item) this.composer.giveBack(item.text, frame.message);
  }

  on_members(frame) {
    this.showPeople(frame.members);
    this.showOnline([...this.people].filter(([, person]) => person.isOnline).map(([id]) => id));
  }

  on_presence(frame) {
    this.showOnline(frame.online);
  }

  on_read(frame) {
    const person = this.people.get(frame.member);
    if (person) person.read = Math.max(person.read, frame.seq);
    this.showReadMarks();
  }

  on_typing(frame) {
    this.showTyping(frame.member, true);
  }

  on_room(frame) {
    this.showOpen(frame.is_open);
  }

  // Who may not read what was said here any more keeps none of it on the screen.
  on_removed(frame) {
    this.me = null;
    this.isOver = !frame.reads;
    if (this.isOver) this.lines.clear();
    this.showOpen(false);
    this.showPeople([]);
    for (const item of this.outbox.items) {
      this.outbox.remove(item.client_id);
      this.lines.forget(item.client_id);
      this.composer.giveBack(item.text, "");
    }
  }

  onLost() {
    this.isGreeted = false;
    this.sending.clear();
    for (const item of this.outbox.items) this.showWaiting(item);
  }

  // --- acts on a line -------------------------------------------------------------------------------

  onClick(event) {
    const line = event.target.closest(".chat-line[data-seq]");
    const isQuote = event.target.closest(".chat-quote-it");
    if (!line || !(isQuote || event.target.closest(".chat-edit-it"))) return;
    event.preventDefault();
    line.querySelector(".chat-acts").open = false;
    if (isQuote) this.composer.quote(line);
    else this.composer.startEditing(line);
  }

  onRecall(event) {
    const form = event.target.closest(".chat-recall-it");
    if (!form) return;
    event.preventDefault();
    form.closest(".chat-acts").open = false;
    if (confirm(this.words.confirm)) this.post(form.action, {});
  }

  async edit(line, text) {
    const answer = await this.post(line.querySelector(".chat-edit-it").href, { text });
    if (answer) this.composer.stopEditing();
  }

  // --- without a socket -------------------------------------------------------------------------------

  async post(address, fields) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.composer.form.elements.csrfmiddlewaretoken.value);
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    let problem = this.words.failed;
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { accept: "application/json" } });
      if (answer.status === 204) return {};
      const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
      if (answer.ok && told.type) return told;
      if (told.message) return this.refused(told, fields);
    } catch {
      problem = this.words.lost;
    }
    if (!fields.client_id) this.composer.tell(problem);
    return null;
  }

  refused(told, fields) {
    this.on_error({ ...told, client_id: fields.client_id });
    return null;
  }

  async poll() {
    try {
      for (const item of [...this.outbox.items]) {
        if (item.hold_until > Date.now()) break;
        const { client_id, text, reply_to } = item;
        const ack = await this.post(this.panel.dataset.sayUrl, { client_id, text, reply_to: reply_to ?? "" });
        if (ack) this.on_ack(ack);
      }
      const address = `${this.panel.dataset.linesUrl}?after=${this.last}&rev=${this.rev}`;
      const answer = await fetch(address, { headers: { accept: "application/json" }, redirect: "manual" });
      if (answer.type === "opaqueredirect") return "signedout";
      if (answer.status === 404) this.on_removed({ reads: false });
      if (!answer.ok) return false;
      const told = await answer.json();
      await this.pollPast(told);
      for (const message of told.messages) this.on_message(message);
      for (const message of told.changed) this.on_changed(message);
      this.showPeople(told.members);
      this.showOpen(told.is_open && told.members.length > 0);
      return true;
    } catch {
      return false;
    }
  }

  async pollPast(told) {
    if (!told.members.length || told.from >= this.from) return;
    for (let after = told.from; after < this.from; ) {
      const answer = await fetch(`${this.panel.dataset.linesUrl}?after=${after}`, { headers: { accept: "application/json" } });
      const older = (await answer.json()).messages;
      if (!older.length) break;
      for (const message of older) this.on_message(message);
      after = older.at(-1).seq;
    }
    this.from = told.from;
  }

  // --- showing --------------------------------------------------------------------------------------

  showState(state) {
    this.state.textContent = state === "open" ? "" : this.words[state];
    this.state.classList.toggle("is-lost", ["lost", "polling", "signedout", "secondfactor", "crowded"].includes(state));
  }

  showOpen(isOpen, why = this.words.closed) {
    const end = this.panel.querySelector(".chat-end");
    end.hidden = isOpen;
    if (!isOpen) end.textContent = this.isOver ? this.words.over : this.me === null ? this.words.removed : why;
    this.composer.showOpen(isOpen);
  }

  showPeople(members) {
    const list = this.panel.querySelector(".chat-people");
    const before = this.people;
    this.people = new Map(members.map((each) => [each.id, { ...each, isOnline: before.get(each.id)?.isOnline }]));
    list.replaceChildren(
      ...members.map((each) => {
        const person = document.createElement("li");
        person.className = `chat-person by-${each.side}`;
        person.dataset.member = each.id;
        const dot = document.createElement("span");
        dot.className = "chat-dot";
        person.append(dot, each.label);
        return person;
      }),
    );
    this.showReadMarks();
  }

  showOnline(online) {
    const here = new Set(online);
    for (const [id, person] of this.people) person.isOnline = here.has(id);
    for (const each of this.panel.querySelectorAll(".chat-person")) {
      const isOnline = here.has(Number(each.dataset.member));
      each.classList.toggle("is-online", isOnline);
      each.title = isOnline ? this.words.online : "";
    }
  }

  showReadMarks() {
    const others = [...this.people].filter(([id]) => !this.lines.mine.has(id));
    this.lines.readBy(others.length ? Math.min(...others.map(([, person]) => person.read)) : 0);
  }

  showTyping(member, isTyping) {
    clearTimeout(this.typingEnd);
    const who = this.people.get(member)?.label;
    this.typing.textContent = isTyping && who ? this.words.typing.replace("{who}", who) : "";
    if (isTyping) this.typingEnd = setTimeout(() => (this.typing.textContent = ""), 5000);
  }

  markRead() {
    if (!this.isSeen || document.visibilityState !== "visible" || !this.last || this.marked === this.last) return;
    clearTimeout(this.marking);
    this.marking = setTimeout(() => {
      if (this.isGreeted && this.send({ type: "read", seq: this.last })) this.marked = this.last;
    }, 600);
  }
}

function wordsOf(panel) {
  const words = {};
  for (const [name, value] of Object.entries(panel.dataset)) {
    if (/^say[A-Z]/.test(name)) words[name[3].toLowerCase() + name.slice(4)] = value;
  }
  return words;
}

const scheme = location.protocol === "https:" ? "wss:" : "ws:";
const panels = [...document.querySelectorAll("[data-chat-room]:not([data-old])")];
if (panels.length) {
  const connection = new Connection(`${scheme}//${location.host}/ws/rooms/`);
  for (const panel of panels) connection.add(new Room(panel));
  connection.connect();
}
document.querySelector(".chat-rooms [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
document.addEventListener("error", (event) => event.target.closest?.(".chat-file img")?.remove(), true);
