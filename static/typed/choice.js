// Two texts side by side, and a button for each. It stands at the head of the form, within a live region.

export class Choice {
  constructor(form, words) {
    this.words = words;
    this.place = document.createElement("div");
    this.place.className = "typed-choice";
    this.place.setAttribute("aria-live", "polite");
    form.prepend(this.place);
  }

  show({ title, rows, answers }) {
    const box = document.createElement("section");
    box.className = "notice notice-warning";
    const body = box.appendChild(document.createElement("div"));
    body.className = "notice-body";
    const heading = body.appendChild(document.createElement("p"));
    heading.className = "notice-title";
    heading.textContent = title;
    if (rows.length) body.append(this.list(rows));
    const buttons = body.appendChild(document.createElement("p"));
    buttons.className = "typed-answers";
    for (const [label, act] of answers) {
      const button = buttons.appendChild(document.createElement("button"));
      Object.assign(button, { type: "button", className: "btn btn-sm btn-secondary", textContent: label });
      button.addEventListener("click", () => { this.place.replaceChildren(); act(); });
    }
    this.place.replaceChildren(box);
  }

  list(rows) {
    const list = document.createElement("dl");
    list.className = "newer";
    for (const [label, text] of rows) {
      if (label) list.appendChild(document.createElement("dt")).textContent = label;
      const said = list.appendChild(document.createElement("dd"));
      said.className = "typed";
      said.textContent = text;
    }
    return list;
  }
}
