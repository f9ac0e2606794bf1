// Remembers from which room text was copied, on every open page of this browser, and never stores it.

const channel = "BroadcastChannel" in window ? new BroadcastChannel("jiefen-chat") : null;
const LEAST = 4;
let copied = null;

const bare = (text) => text.replace(/\s+/g, "");

channel?.addEventListener("message", (event) => (copied = event.data));

export function noteCopy(user, room, title, text) {
  if (bare(text).length < LEAST) return;
  copied = { user, room, title, text: bare(text) };
  channel?.postMessage(copied);
}

// The title of the other room of which this text holds something that was copied there.
export function foreignTo(user, room, text) {
  if (!copied || copied.user !== user || copied.room === room) return null;
  const pasted = bare(text);
  if (pasted.length < LEAST) return null;
  return pasted.includes(copied.text) || copied.text.includes(pasted) ? copied.title : null;
}
