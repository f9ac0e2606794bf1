// Takes the reader to the error summary, and keeps a form from being sent twice.

document.querySelector(".error-summary")?.focus();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
    button.setAttribute("aria-disabled", "true");
  }
  // an answer that is a download, or that never comes, leaves this page standing
  setTimeout(allowAgain, 10000, form);
});

function allowAgain(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

// A page restored by the back button may be sent again.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(allowAgain));
