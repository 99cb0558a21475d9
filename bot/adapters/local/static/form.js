// @ts-check
import { el, find, rich } from "./dom.js";

/** @typedef {import("./api.js").Form} Form */
/** @typedef {import("./api.js").Field} Field */
/** @typedef {(fields: Record<string, string>) => Promise<string | null>} Send sends a form; a sentence comes back on failure */

/**
 * Ask for a form's answers in a dialog, which stays open until they are taken.
 *
 * @param {Form} form
 * @param {Send} send
 */
export function openForm(form, send) {
  const dialog = /** @type {HTMLDialogElement} */ (find("#form-dialog"));
  const problem = el("p", { class: "error", role: "alert", hidden: true });
  const body = el(
    "form",
    { novalidate: true },
    el("h2", { id: "form-title" }, form.title),
    form.intro && el("p", {}, ...rich(form.intro)),
    ...form.fields.map(drawField),
    problem,
    el(
      "div",
      { class: "dialog-buttons" },
      el("button", { type: "button", onclick: () => dialog.close() }, "Cancel"),
      el("button", { type: "submit", class: "primary" }, "Submit"),
    ),
  );
  body.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (body.dataset.busy || !complete(body, form.fields)) return;
    busy(body, true);
    const failure = await send(read(body, form.fields));
    busy(body, false);
    if (failure === null && body.isConnected) dialog.close();
    problem.textContent = failure;
    problem.hidden = failure === null;
  });
  dialog.replaceChildren(body);
  if (!dialog.open) dialog.showModal();
  const first = body.querySelector("input, textarea");
  if (first instanceof HTMLElement) first.focus();
}

/**
 * @param {HTMLFormElement} body
 * @param {boolean} is
 */
function busy(body, is) {
  if (is) body.dataset.busy = "yes";
  else delete body.dataset.busy;
  find("button[type=submit]", body).setAttribute("aria-disabled", String(is));
}

/** @param {Field} field */
function drawField(field) {
  const id = `field-${field.name}`;
  const hint = field.hint && el("small", { id: `${id}-hint` }, field.hint);
  const error = el("p", { class: "error", id: `${id}-error`, hidden: true });
  const described = `${id}-error${field.hint ? ` ${id}-hint` : ""}`;
  if (field.kind === "tick") {
    const box = el("input", { type: "checkbox", id, name: field.name, "aria-describedby": described });
    box.checked = field.value === "yes";
    return el("div", { class: "field tick" }, box, el("label", { for: id }, field.label), hint, error);
  }
  if (field.kind === "choice") return drawChoice(field, id, described, hint, error);
  const shared = { id, name: field.name, maxlength: field.max_length, "aria-describedby": described };
  const input = field.kind === "paragraph" ? el("textarea", { ...shared, rows: 5 }) : el("input", { ...shared, type: "text" });
  input.value = field.value;
  input.required = field.required;
  return el("div", { class: "field" }, el("label", { for: id }, field.label, optional(field)), hint, input, error);
}

/**
 * @param {Field} field
 * @param {string} id
 * @param {string} described
 * @param {HTMLElement | ""} hint
 * @param {HTMLElement} error
 */
function drawChoice(field, id, described, hint, error) {
  const choices = field.options.map((option, place) => {
    const radio = el("input", { type: "radio", id: `${id}-${place}`, name: field.name, value: option.value });
    radio.checked = option.value === field.value;
    return el("div", { class: "choice" }, radio, el("label", { for: `${id}-${place}` }, option.label));
  });
  return el(
    "fieldset",
    { class: "field", "aria-describedby": described },
    el("legend", {}, field.label, optional(field)),
    hint,
    ...choices,
    error,
  );
}

/** @param {Field} field */
function optional(field) {
  return field.required ? null : el("small", {}, " (optional)");
}

/**
 * See that nothing required is missing, say what is, beside it, and go there.
 *
 * @param {HTMLFormElement} body
 * @param {Field[]} fields
 */
function complete(body, fields) {
  const answers = read(body, fields);
  /** @type {HTMLElement | null} */
  let first = null;
  for (const field of fields) {
    const missing = field.required && field.kind !== "tick" && !answers[field.name]?.trim();
    const error = find(`#field-${field.name}-error`, body);
    const input = find(`[name="${CSS.escape(field.name)}"]`, body);
    error.textContent = field.kind === "choice" ? "Please choose one." : "Please fill this in.";
    error.hidden = !missing;
    input.setAttribute("aria-invalid", String(missing));
    if (missing) first ??= input;
  }
  first?.focus();
  return first === null;
}

/**
 * @param {HTMLFormElement} body
 * @param {Field[]} fields
 * @returns {Record<string, string>}
 */
function read(body, fields) {
  const data = new FormData(body);
  return Object.fromEntries(
    fields.map((field) => {
      const value = data.get(field.name);
      return [field.name, field.kind === "tick" ? (value === null ? "no" : "yes") : String(value ?? "")];
    }),
  );
}
