// One socket for all rooms of the page. It comes back by itself; while it cannot, the rooms ask by plain requests.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15000;
const PING_EVERY = 20000;
const SILENCE = 45000;
const POLL_EVERY = 4000;
const NO_SESSION = 4401;
const NO_SECOND_FACTOR = 4403;
const TOO_MANY_PAGES = 4429;
const ENDED = ["signedout", "secondfactor"];

export class Connection {
  constructor(address) {
    this.address = address;
    this.rooms = new Map();
    this.failures = 0;
    this.state = "connecting";
    addEventListener("online", () => this.connect());
    addEventListener("offline", () => this.drop());
    addEventListener("pageshow", (event) => event.persisted && this.connect());
    setInterval(() => this.watch(), PING_EVERY);
    setInterval(() => this.state === "polling" && this.poll(), POLL_EVERY);
  }

  add(room) {
    this.rooms.set(room.id, room);
    room.connection = this;
    room.showState(this.state);
    if (this.isOpen) this.greet(room);
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    clearTimeout(this.retry);
    if (this.socket && this.socket.readyState <= WebSocket.OPEN) return;
    if (ENDED.includes(this.state)) return;
    const socket = new WebSocket(this.address);
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.heard = Date.now();
      for (const room of this.rooms.values()) this.greet(room);
    });
    socket.addEventListener("message", (event) => {
      this.failures = 0;
      this.heard = Date.now();
      const frame = JSON.parse(event.data);
      if (frame.type === "error" && frame.room === undefined) return; // why it will be closed: the number says it
      this.show("open");
      this.rooms.get(frame.room)?.take(frame);
    });
    socket.addEventListener("close", (event) => {
      if (this.socket === socket) this.lost(event.code);
    });
  }

  greet(room) {
    this.send({ type: "hello", room: room.id, after: room.last, rev: room.rev });
  }

  send(frame) {
    if (!this.isOpen) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  drop() {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.lost(0);
  }

  lost(code) {
    for (const room of this.rooms.values()) room.onLost();
    if (ENDED.includes(this.state)) return;
    if (code === NO_SECOND_FACTOR) {
      this.show("secondfactor");
      return;
    }
    this.failures += 1;
    if (code === TOO_MANY_PAGES) {
      this.failures = Math.max(this.failures, 5);
      this.show("crowded");
    } else if (this.state !== "polling") this.show("lost");
    // another tab may hold a new session: a plain request tells whether one has to log in
    if (code === NO_SESSION) this.poll();
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.failures);
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), wait * (0.5 + Math.random() / 2));
    if (this.failures >= 3 && code !== TOO_MANY_PAGES) this.poll();
  }

  watch() {
    if (!this.isOpen) return;
    if (Date.now() - this.heard > SILENCE) this.drop();
    else this.send({ type: "ping" });
  }

  async poll() {
    if (this.isPolling || this.isOpen) return;
    this.isPolling = true;
    const answers = await Promise.all([...this.rooms.values()].map((room) => room.poll()));
    this.isPolling = false;
    if (this.isOpen) return;
    if (answers.includes("signedout")) this.show("signedout");
    else if (answers.includes(true)) this.show("polling");
    else this.show("lost");
  }

  show(state) {
    if (this.state === state) return;
    this.state = state;
    for (const room of this.rooms.values()) room.showState(state);
  }
}
