// The lines of one room as elements: in the order of their numbers, each once.

const clock = new Intl.DateTimeFormat("zh-CN", {
  hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai",  // as on every page: a time limit is kept in Beijing time
});

const calendar = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" });  // as 2026-11-22

export class Lines {
  constructor(panel, words) {
    this.panel = panel;
    this.words = words;
    this.room = panel.dataset.chatRoom;
    this.list = panel.querySelector(".chat-lines");
    this.log = panel.querySelector(".chat-log");
    this.none = panel.querySelector(".chat-none");
    this.latest = panel.querySelector(".chat-latest");
    this.pattern = panel.querySelector(".chat-pattern").content.firstElementChild;
    this.mine = new Set(panel.dataset.mine.split(" ").filter(Boolean).map(Number));
    this.readByOthers = 0;
    this.fresh = 0;
    this.log.addEventListener("scroll", () => this.isAtEnd() && this.sawAll());
    this.latest.addEventListener("click", () => this.toEnd());
    for (const day of this.list.querySelectorAll(".chat-day")) this.nameDay(day);
    for (const line of this.list.querySelectorAll(".chat-line")) this.nameTime(line, line.dataset.at);
    if (!location.hash.startsWith(`#line-${this.room}-`)) {
      const unread = this.list.querySelector(".chat-unread");
      if (unread) this.log.scrollTop = unread.offsetTop - this.log.offsetTop - 60;
      else this.toEnd();
    }
  }

  find(seq) {
    return document.getElementById(`line-${this.room}-${seq}`);
  }

  waiting(clientId) {
    return this.list.querySelector(`.is-waiting[data-client="${CSS.escape(clientId)}"]`);
  }

  isAtEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.sawAll();
  }

  sawAll() {
    this.fresh = 0;
    this.latest.hidden = true;
  }

  // A message the server has numbered. Says whether it is new here.
  add(message) {
    if (this.find(message.seq)) return false;
    const wasAtEnd = this.isAtEnd();
    this.waiting(message.client_id)?.remove();
    const line = this.make(message);
    const after = [...this.list.querySelectorAll("[data-seq]")].findLast((each) => each.dataset.seq < message.seq);
    const place = after ? after.nextSibling : this.list.firstChild;
    this.list.insertBefore(line, place);
    this.separate(line, message.at);
    this.none.hidden = true;
    const isMine = this.mine.has(message.author);
    const isPast = [...this.list.querySelectorAll("[data-seq]")].at(-1) !== line;
    if (isPast) this.log.scrollTop += line.offsetHeight; // what is being read stays where it is
    else if (wasAtEnd || isMine) this.toEnd();
    else this.announceFresh();
    return true;
  }

  announceFresh() {
    this.fresh += 1;
    this.latest.textContent = `↓ ${this.words.fresh.replace("{n}", this.fresh)}`;
    this.latest.hidden = false;
  }

  make(message) {
    const line = this.pattern.cloneNode(true);
    line.id = `line-${this.room}-${message.seq}`;
    line.dataset.seq = message.seq;
    line.dataset.at = message.at;
    this.fill(line, message);
    return line;
  }

  fill(line, message) {
    const isMine = this.mine.has(message.author);
    line.className = "chat-line";
    line.classList.add(message.author === null ? "by-case" : isMine ? "by-me" : `by-${message.side}`);
    line.classList.toggle("is-recalled", message.recalled);
    line.dataset.rev = message.rev;
    line.dataset.author = message.author ?? "";
    line.dataset.kind = message.kind;
    line.querySelector(".chat-who").textContent = message.label;
    this.nameTime(line, message.at);
    line.querySelector(".chat-text").textContent = message.recalled ? this.words.recalled : message.text;
    line.querySelector(".chat-edited").hidden = !message.edited || message.recalled;
    this.quote(line, message.reply_to);
    this.attach(line, message.data);
    const address = `${this.panel.dataset.roomUrl}lines/${message.seq}/`;
    const acts = line.querySelector(".chat-acts");
    acts.hidden = message.author === null || message.recalled;
    acts.querySelector(".chat-quote-it").href = `${this.panel.dataset.roomUrl}?reply_to=${message.seq}#say-${this.room}`;
    const edit = acts.querySelector(".chat-edit-it");
    const recall = acts.querySelector(".chat-recall-it");
    const note = acts.querySelector(".chat-note-it");
    if (note) note.href = line.querySelector(".chat-noted").href = `${address}note/`;
    if (!edit) return this.tick(line); // drawn by the server for somebody who is not its author
    edit.href = `${address}edit/`;
    edit.hidden = !isMine || message.kind !== "text";
    recall.action = `${address}recall/`;
    recall.hidden = !isMine || message.kind === "offer";
    return this.tick(line);
  }

  nameTime(line, at) {
    const time = line.querySelector("time");
    time.dateTime = at;
    time.textContent = clock.format(new Date(at));
  }

  quote(line, seq) {
    const quoted = line.querySelector(".chat-quoted");
    const original = seq ? this.find(seq) : null;
    quoted.hidden = !original;
    if (!original) return;
    quoted.href = `#${original.id}`;
    quoted.textContent = this.excerpt(original);
  }

  excerpt(line) {
    const text = line.querySelector(".chat-text").textContent.trim();
    return `${line.querySelector(".chat-who").textContent}：${text.length > 60 ? `${text.slice(0, 59)}…` : text}`;
  }

  attach(line, data) {
    line.querySelector(".chat-file, .chat-link, .chat-attached")?.remove();
    const body = line.querySelector(".chat-body");
    if (data.evidence) {
      const link = document.createElement("a");
      link.className = "chat-file";
      link.href = this.panel.dataset.fileUrl.replace("/0/", `/${data.evidence}/`);
      const image = document.createElement("img");
      image.alt = "";
      image.addEventListener("error", () => image.remove());
      image.src = this.panel.dataset.thumbnailUrl.replace("/0/", `/${data.evidence}/`);
      link.append(image, this.words.file);
      body.append(link);
    } else if (data.file) {
      body.append(this.attached(data));
    } else if (/^\/(?!\/)/.test(data.href ?? "")) {
      const link = document.createElement("a");
      link.className = "chat-link";
      link.href = data.href;
      link.textContent = this.words.look;
      body.append(link);
    }
  }

  attached(data) {
    const address = this.panel.dataset.attachedUrl.replace("/0/", `/${data.file}/`);
    const family = data.media_type.split("/")[0];
    const shown = document.createElement("div");
    shown.className = `chat-attached is-${family}`;
    if (family === "image") {
      const link = document.createElement("a");
      link.href = address;
      const image = document.createElement("img");
      image.alt = data.name;
      image.addEventListener("error", () => link.remove());
      image.addEventListener("load", () => this.wasAtEnd && this.toEnd());
      image.src = `${address}thumbnail/`;
      this.wasAtEnd = this.isAtEnd();
      link.append(image);
      shown.append(link);
    } else if (family === "audio" || family === "video") {
      const player = document.createElement(family);
      player.controls = true;
      player.preload = "none";
      player.src = `${address}preview/`;
      player.setAttribute("aria-label", data.name);
      shown.append(player);
    }
    const name = document.createElement("a");
    name.className = "chat-attached-name";
    name.href = address;
    const size = document.createElement("span");
    size.className = "muted";
    size.textContent = sized(data.size);
    name.append(data.name, " ", size);
    shown.append(name);
    return shown;
  }

  // An edit or recall; an older one than what is shown changes nothing.
  change(message) {
    const line = this.find(message.seq);
    if (line && Number(line.dataset.rev) < message.rev) this.fill(line, message);
  }

  separate(line, at) {
    const on = dayOf(new Date(at));
    let before = line.previousElementSibling;
    while (before && !before.dataset.at && !before.dataset.day) before = before.previousElementSibling;
    const earlier = before?.dataset.day ?? (before ? dayOf(new Date(before.dataset.at)) : "");
    if (earlier === on) return;
    const separator = document.createElement("li");
    separator.className = "chat-day";
    separator.dataset.day = on;
    separator.append(document.createElement("span"));
    this.nameDay(separator);
    this.list.insertBefore(separator, line);
  }

  nameDay(separator) {
    const today = dayOf(new Date());
    const yesterday = dayOf(new Date(Date.now() - 86400000));
    const day = separator.dataset.day;
    if (day === today) separator.firstElementChild.textContent = this.words.today;
    else if (day === yesterday) separator.firstElementChild.textContent = this.words.yesterday;
    else if (!separator.textContent) separator.firstElementChild.textContent = day;
  }

  // What is on its way, below everything else.
  wait(item, label, note) {
    let line = this.waiting(item.client_id);
    if (!line) {
      line = this.pattern.cloneNode(true);
      line.className = "chat-line by-me is-waiting";
      line.dataset.client = item.client_id;
      line.querySelector(".chat-who").textContent = label;
      line.querySelector(".chat-text").textContent = item.text;
      line.querySelector(".chat-acts").hidden = true;
      this.nameTime(line, item.at);
      this.quote(line, item.reply_to);
      this.list.append(line);
      this.none.hidden = true;
      this.toEnd();
    }
    line.querySelector(".chat-tick").textContent = note;
    return line;
  }

  clear() {
    this.list.replaceChildren();
    for (const old of this.log.querySelectorAll(".chat-older")) old.remove();
    this.sawAll();
  }

  forget(clientId) {
    this.waiting(clientId)?.remove();
  }

  // ✓ the server has it; ✓✓ everybody else in the room has read it.
  readBy(seq) {
    this.readByOthers = seq;
    for (const line of this.list.querySelectorAll(".by-me[data-seq]")) this.tick(line);
  }

  tick(line) {
    if (!line.classList.contains("by-me")) return;
    const isRead = Number(line.dataset.seq) <= this.readByOthers;
    const tick = line.querySelector(".chat-tick");
    tick.textContent = isRead ? "✓✓" : "✓";
    tick.title = isRead ? this.words.read : this.words.sent;
    tick.setAttribute("role", "img");
    tick.setAttribute("aria-label", tick.title);
  }
}

function sized(bytes) {
  return bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function dayOf(date) {
  return calendar.format(date);
}
