// Sends evidence in pieces. A broken line or a reload costs one piece: the server says where to go on.
// Without this script the form sends whole files the plain way.

function start(form) {
  const input = form.querySelector('input[type="file"]');
  const list = form.querySelector(".uploads");
  const token = form.querySelector('[name="csrfmiddlewaretoken"]').value;
  const chunk = Number(form.dataset.chunk), largest = Number(form.dataset.max);
  const say = (word) => form.getAttribute(`data-say-${word}`) ?? word;
  const queue = [];
  let running = 0;

  form.classList.add("sends-itself");
  input.addEventListener("change", () => take(input.files));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take(input.files);
  });
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => {
      event.preventDefault();
      form.classList.add("dragging");
    });
  }
  for (const kind of ["dragleave", "drop"]) form.addEventListener(kind, () => form.classList.remove("dragging"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  window.addEventListener("beforeunload", (event) => {
    if (running || queue.length) event.preventDefault();
  });
  if (input.files.length) take(input.files); // chosen before this script was here

  function take(files) {
    for (const file of files) {
      const row = new Row(file, list, say);
      if (file.size === 0) row.fail(say("empty"));
      else if (file.size > largest) row.fail(say("big"));
      else enqueue(file, row);
    }
    input.value = "";
  }

  function enqueue(file, row) {
    row.retry = null;
    row.show("waiting", 0);
    queue.push([file, row]);
    next();
  }

  async function next() {
    if (running >= 2 || !queue.length) return;
    const [file, row] = queue.shift();
    running += 1;
    try {
      row.finish(await send(file, row));
      refresh(); // not waited for: whoever goes on now loses nothing
    } catch (error) {
      row.fail(error.words ?? say("failed"), error.final ? null : () => enqueue(file, row));
    } finally {
      running -= 1;
      next();
    }
  }

  async function send(file, row) {
    const fingerprint = await hash(file.slice(0, chunk));
    let upload = await patiently(row, () =>
      ask(form.dataset.create, { method: "POST", body: JSON.stringify({ name: file.name, size: file.size, fingerprint }) }));
    const url = upload.url;
    let offset = upload.offset;
    if (offset > 0) row.show("resume", offset);
    while (offset < file.size) {
      const from = offset;
      offset = await patiently(row, async () => {
        try {
          const body = file.slice(from, from + chunk);
          return (await ask(url, { method: "PATCH", headers: { "Upload-Offset": from }, body })).offset;
        } catch (error) {
          if (error.status !== 409) throw error;
          return error.offset ?? (await ask(url, {})).offset; // a piece arrived whose answer was lost
        }
      });
      row.show("sending", offset);
    }
    row.show("checking", file.size);
    return patiently(row, () => ask(upload.finish, { method: "POST" }));
  }

  // A lost line is waited out; a refusal is final.
  async function patiently(row, act) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await act();
      } catch (error) {
        if (error.final || attempt >= 60) throw error;
        row.pause(say("offline"));
        await line(Math.min(1000 * 2 ** attempt, 15000));
        row.resume();
      }
    }
  }

  async function ask(url, options) {
    let response;
    try {
      response = await fetch(url, {
        ...options,
        headers: { Accept: "application/json", "X-CSRFToken": token, ...options.headers },
        credentials: "same-origin",
      });
    } catch {
      throw new Trouble(say(navigator.onLine ? "failed" : "offline"));
    }
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    throw new Trouble(answer.message ?? say("failed"), response.status, answer.offset);
  }

  async function refresh() {
    const response = await fetch(form.dataset.list, { credentials: "same-origin" }).catch(() => null);
    if (response?.ok) document.getElementById("evidence-list").innerHTML = await response.text();
  }
}

class Trouble extends Error {
  constructor(words, status = 0, offset = undefined) {
    super(words);
    Object.assign(this, { words, status, offset, final: status >= 400 && status < 500 && status !== 408 && status !== 429 });
  }
}

class Row {
  constructor(file, list, say) {
    this.file = file;
    this.say = say;
    this.item = document.createElement("li");
    this.name = Object.assign(document.createElement("span"), { className: "upload-name", textContent: file.name });
    this.words = Object.assign(document.createElement("span"), { className: "upload-words" });
    this.meter = Object.assign(document.createElement("progress"), { className: "meter", max: file.size || 1, value: 0 });
    this.meter.setAttribute("aria-label", file.name);
    this.item.append(this.name, this.words, this.meter);
    list.append(this.item);
  }

  show(word, sent) {
    this.item.className = "";
    this.button?.remove();
    this.meter.value = sent;
    const percent = Math.floor((100 * sent) / this.file.size);
    this.words.textContent = word === "sending" || word === "resume" ? `${this.say(word)} ${percent}%` : this.say(word);
  }

  pause(words) {
    this.item.className = "paused";
    this.words.textContent = words;
  }

  resume() {
    this.item.className = "";
  }

  finish(evidence) {
    this.item.className = "done";
    this.meter.remove();
    this.words.textContent = this.say("done");
    const link = Object.assign(document.createElement("a"), { href: evidence.url + location.search, textContent: this.say("describe") });
    this.item.append(link);
  }

  fail(words, retry = null) {
    this.item.className = "failed";
    this.words.textContent = words;
    this.meter.hidden = true;
    if (!retry) return;
    this.button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-secondary", textContent: this.say("again") });
    this.button.addEventListener("click", () => {
      this.meter.hidden = false;
      retry();
    });
    this.item.append(this.button);
  }
}

async function hash(blob) {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function line(wait) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, wait);
    window.addEventListener("online", done);
    function done() {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      resolve();
    }
  });
}

// Last, when everything above is there: on a slow line files may have been chosen before this script came.
const form = document.getElementById("evidence-form");
if (form && window.crypto?.subtle && File.prototype.slice) start(form);
