// What was typed and what was not yet confirmed, kept in this browser for this person until the server has it.

const PREFIX = "jiefen.chat";

function read(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(key, value) {
  try {
    if (value === null || value.length === 0) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // full or forbidden: the page still holds it
  }
}

export class Outbox {
  constructor(user, room) {
    this.outKey = `${PREFIX}.out.${user}.${room}`;
    this.draftKey = `${PREFIX}.draft.${user}.${room}`;
    this.placeKey = `${PREFIX}.place.${user}`;
    this.items = read(this.outKey, []);
  }

  // The first words after another room are the ones most easily said in the wrong one.
  cameFromAnotherRoom(room) {
    const place = read(this.placeKey, null);
    return place !== null && place !== room;
  }

  set place(room) {
    write(this.placeKey, room);
  }

  // Another page of the same room may have changed it: what is stored wins, what only this page knows is added.
  change(how) {
    const stored = read(this.outKey, []);
    const known = new Set(stored.map((item) => item.client_id));
    this.items = how([...stored, ...this.items.filter((item) => !known.has(item.client_id) && item.unsaved)]);
    write(this.outKey, this.items);
  }

  add(item) {
    this.change((items) => [...items, item]);
    if (!read(this.outKey, []).some((stored) => stored.client_id === item.client_id)) item.unsaved = true;
    if (!this.items.includes(item)) this.items.push(item);
  }

  remove(clientId) {
    const item = this.items.find((each) => each.client_id === clientId);
    this.change((items) => items.filter((each) => each.client_id !== clientId));
    return item;
  }

  release(clientId) {
    this.change((items) => items.map((each) => (each.client_id === clientId ? { ...each, hold_until: 0 } : each)));
  }

  get draft() {
    return read(this.draftKey, "");
  }

  set draft(text) {
    write(this.draftKey, text || null);
  }
}

export function freshId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
