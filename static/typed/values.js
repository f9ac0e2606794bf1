// What stands in a form, what stood there when the page came, and how to put something back.

const NOT_TYPED = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);
const SECRET = /password|passcode|(^|_)code($|_)|token|otp|secret/i;

export function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name && !NOT_TYPED.has(field.type) && field.tagName !== "BUTTON"
    && field.tagName !== "FIELDSET" && field.tagName !== "OUTPUT" && !SECRET.test(field.name));
}

// As pairs of name and value; a box or a choice that is not ticked says nothing.
export function valuesOf(form) {
  return fieldsOf(form).flatMap((field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked ? [[field.name, field.value]] : [];
    if (field.multiple && field.options) return [...field.selectedOptions].map((each) => [field.name, each.value]);
    return [[field.name, plain(field.value)]];
  });
}

// The same as the server sent it, whatever the browser has put back since.
export function shownIn(form) {
  return fieldsOf(form).flatMap((field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.defaultChecked ? [[field.name, field.value]] : [];
    if (field.options) {
      const chosen = [...field.options].filter((each) => each.defaultSelected);
      if (!chosen.length && !field.multiple && field.options.length) chosen.push(field.options[0]);
      return chosen.map((each) => [field.name, each.value]);
    }
    return [[field.name, plain(field.defaultValue)]];
  });
}

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// Puts the values into the form; what has no place in it comes back.
export function fill(form, values) {
  const left = values.map((pair) => [...pair]);
  const take = (name) => {
    const at = left.findIndex((pair) => pair[0] === name);
    return at < 0 ? undefined : left.splice(at, 1)[0][1];
  };
  for (const field of fieldsOf(form)) {
    if (field.type === "checkbox" || field.type === "radio") {
      const at = left.findIndex((pair) => pair[0] === field.name && pair[1] === field.value);
      field.checked = at >= 0;
      if (at >= 0) left.splice(at, 1);
    } else if (field.multiple && field.options) {
      for (const each of field.options) each.selected = values.some((pair) => pair[0] === field.name && pair[1] === each.value);
    } else {
      const value = take(field.name);
      if (value !== undefined) field.value = value;
    }
  }
  return left.filter((pair) => pair[1].trim() && ![...form.elements].some((field) => field.name === pair[0]));
}

// What one says otherwise than the other, in the words of the form: [label, text].
export function differences(form, one, other) {
  return one.filter((pair) => pair[1] && !other.some((each) => same(each, pair))).map(([name, value]) => {
    const field = [...form.elements].find((each) => each.name === name && (!isChoice(each) || each.value === value));
    return [labelOf(field) || "", isChoice(field) ? "✓" : optionOf(field, value)];
  });
}

const isChoice = (field) => field?.type === "checkbox" || field?.type === "radio";

function optionOf(field, value) {
  const option = field?.options && [...field.options].find((each) => each.value === value);
  return option ? option.text : value;
}

function labelOf(field) {
  const label = field?.labels?.[0]?.cloneNode(true);
  label?.querySelectorAll(".field-optional, .why").forEach((each) => each.remove());
  return label?.textContent.trim() ?? "";
}

// line ends as the server counts them do not make a difference
const plain = (text) => text.replace(/\r\n?/g, "\n");
