// Files: chosen, photographed, pasted or dropped, shown beside the box first, and sent only with its button.

import { freshId } from "./outbox.js";

const MEGABYTE = 1024 * 1024;
const TRY_AGAIN = 5000;

export class Attachments {
  constructor(room, composer) {
    this.room = room;
    this.composer = composer;
    this.words = room.words;
    this.limit = Number(room.panel.dataset.fileLimit);
    this.list = composer.form.querySelector(".chat-staged");
    this.staged = [];
    this.going = [];
    for (const input of composer.form.querySelectorAll(".chat-attach, .chat-camera")) {
      if (input.classList.contains("chat-attach")) input.multiple = true;
      input.addEventListener("change", () => {
        this.take(input.files);
        input.value = "";
      });
    }
    composer.input.addEventListener("paste", (event) => {
      if (event.clipboardData?.files.length) {
        event.preventDefault();
        this.take(event.clipboardData.files);
      }
    });
    const isFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    for (const kind of ["dragenter", "dragover"]) {
      room.panel.addEventListener(kind, (event) => {
        if (!isFiles(event)) return;
        event.preventDefault();
        room.panel.classList.add("is-dropping");
      });
    }
    for (const kind of ["dragleave", "drop"]) room.panel.addEventListener(kind, () => room.panel.classList.remove("is-dropping"));
    room.panel.addEventListener("drop", (event) => {
      if (!isFiles(event)) return;
      event.preventDefault();
      if (!composer.form.hidden) this.take(event.dataTransfer.files);
    });
    addEventListener("beforeunload", (event) => {
      if (this.staged.length || this.going.length) event.preventDefault();
    });
    setInterval(() => this.flush(), 1000);
  }

  take(files) {
    for (const file of files) {
      if (file.size === 0) this.composer.tell(this.words.hollow);
      else if (file.size > this.limit) this.composer.tell(this.words.big.replace("{n}", this.limit / MEGABYTE));
      else this.staged.push({ client_id: freshId(), file, picture: pictureOf(file) });
    }
    this.show();
    this.composer.input.focus();
  }

  show() {
    this.list.hidden = this.staged.length === 0;
    this.list.replaceChildren(
      ...this.staged.map((item) => {
        const chip = document.createElement("li");
        if (item.picture) chip.append(imageOf(item));
        const name = document.createElement("span");
        name.textContent = item.file.name;
        const remove = document.createElement("button");
        remove.type = "button";
        remove.textContent = "×";
        remove.setAttribute("aria-label", this.words.unstage.replace("{name}", item.file.name));
        remove.addEventListener("click", () => {
          this.staged = this.staged.filter((each) => each !== item);
          this.show();
          this.composer.input.focus();
        });
        chip.append(name, remove);
        return chip;
      }),
    );
  }

  // `holdUntil`: the first thing said after another room waits, a file like a word.
  send(holdUntil, text, replyTo) {
    for (const [number, item] of this.staged.entries()) {
      const words = number === 0 ? { text, reply_to: replyTo } : { text: "", reply_to: null };
      this.going.push({ ...item, ...words, hold_until: holdUntil, at: new Date().toISOString(), retry_at: 0 });
    }
    this.staged = [];
    this.show();
    this.flush();
  }

  flush() {
    for (const item of this.going) {
      const now = Date.now();
      this.showWaiting(item);
      if (item.hold_until > now) return; // the order stays
      if (item.request) return;
      if (item.retry_at > now || !navigator.onLine) return;
      this.upload(item);
      return;
    }
  }

  showWaiting(item) {
    const seconds = Math.ceil((item.hold_until - Date.now()) / 1000);
    const isHeld = seconds > 0;
    const note = isHeld
      ? this.words.held.replace("{n}", seconds)
      : item.request ? this.words.uploading.replace("{n}", item.percent ?? 0) : this.words.waiting;
    const shown = { ...item, text: [item.file.name, item.text].filter(Boolean).join("\n") };
    this.room.offerUndo(this.room.showWaitingLine(shown, note), isHeld, () => this.takeBack(item), () => this.hurry(item));
  }

  takeBack(item) {
    if (!this.going.includes(item) || item.request) return;
    this.forget(item);
    this.staged.push(item);
    this.show();
    if (item.text) this.composer.giveBack(item.text, "");
    this.composer.input.focus();
  }

  hurry(item) {
    item.hold_until = 0;
    this.flush();
  }

  forget(item) {
    this.going = this.going.filter((each) => each !== item);
    this.room.lines.forget(item.client_id);
  }

  upload(item) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.composer.form.elements.csrfmiddlewaretoken.value);
    body.set("client_id", item.client_id);
    body.set("text", item.text);
    body.set("reply_to", item.reply_to ?? "");
    body.set("file", item.file, item.file.name || "image.png");
    const request = new XMLHttpRequest();
    item.request = request;
    request.open("POST", this.room.panel.dataset.sayUrl);
    request.setRequestHeader("accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) item.percent = Math.round((event.loaded / event.total) * 100);
    });
    request.addEventListener("load", () => this.answered(item, request));
    for (const kind of ["error", "abort", "timeout"]) request.addEventListener(kind, () => this.failed(item));
    request.send(body);
    this.showWaiting(item);
  }

  answered(item, request) {
    const told = readJson(request.responseText);
    if (request.status === 200 && told?.seq) {
      this.forget(item);
      this.flush();
      return;
    }
    if (request.status >= 500 || !told) {
      this.failed(item);
      return;
    }
    this.forget(item); // refused: the file goes back beside the box, with the reason
    item.request = null;
    if (told.code === "too_fast") this.staged.push(item);
    this.show();
    this.composer.giveBack(item.text, `${item.file.name}：${told.message ?? this.words.failed}`);
  }

  failed(item) {
    item.request = null;
    item.retry_at = Date.now() + TRY_AGAIN;
    this.showWaiting(item);
  }
}

function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function pictureOf(file) {
  return file.type.startsWith("image/") ? URL.createObjectURL(file) : "";
}

function imageOf(item) {
  const image = document.createElement("img");
  image.alt = "";
  image.src = item.picture;
  image.addEventListener("error", () => image.remove());
  return image;
}
