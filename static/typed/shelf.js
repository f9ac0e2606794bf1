// Where texts lie on this device until the server has them: sealed under a key that only their writer's pages get.
// Somebody else who logs in here has another key, and another name to look under.

const PREFIX = "jiefen.typed.";
const DAY = 24 * 3600 * 1000;

const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const textOf = (bytes) => {
  let text = "";
  for (const each of new Uint8Array(bytes)) text += String.fromCharCode(each);
  return btoa(text);
};

export class Shelf {
  constructor({ name, key, days }) {
    this.prefix = `${PREFIX}${name}.`;
    this.days = days;
    // without a safe connection a browser seals nothing; then nothing is laid down
    this.key = crypto.subtle?.importKey("raw", bytesOf(key), "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  // True when it lies there now.
  async put(ticket, entry) {
    if (!this.key) return false;
    try {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const plain = new TextEncoder().encode(JSON.stringify(entry));
      const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.key, plain);
      const sealed = { at: Date.now(), until: Date.now() + this.days * DAY, iv: textOf(iv), data: textOf(data) };
      localStorage.setItem(this.prefix + ticket, JSON.stringify(sealed));
      return true;
    } catch {
      return false; // full or forbidden
    }
  }

  // What lies here for one form, the newest first: [{ticket, at, …entry}].
  async all(address) {
    const found = [];
    for (const name of this.key ? namesWith(this.prefix) : []) {
      try {
        const { at, iv, data } = JSON.parse(localStorage.getItem(name));
        const open = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytesOf(iv) }, await this.key, bytesOf(data));
        const entry = JSON.parse(new TextDecoder().decode(open));
        if (entry.address === address) found.push({ ...entry, at, ticket: name.slice(this.prefix.length) });
      } catch {
        // not ours to read
      }
    }
    return found.sort((one, other) => other.at - one.at);
  }

  nameOf(ticket) {
    return this.prefix + ticket;
  }

  remove(ticket) {
    removeItem(this.prefix + ticket);
  }

  // At log-out.
  clear() {
    namesWith(this.prefix).forEach(removeItem);
  }
}

// Whoever they belong to: what is too old goes, and what the server has taken.
export function sweep(taken) {
  for (const name of namesWith(PREFIX)) {
    let until = 0;
    try {
      ({ until } = JSON.parse(localStorage.getItem(name)));
    } catch {
      // broken: it goes
    }
    if (!(until > Date.now()) || taken.has(name.split(".").at(-1))) removeItem(name);
  }
}

function namesWith(prefix) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  } catch {
    return [];
  }
}

function removeItem(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // forbidden
  }
}
