// A code from a message stands behind "#", which no server, log or other site is ever sent.
const field = document.querySelector("input[name=code]");
const code = decodeURIComponent(location.hash.slice(1));
if (field && code) {
  field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
  field.form.querySelector("[type=submit]")?.focus();
}
