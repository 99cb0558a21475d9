// @ts-check
import { toast } from "./announce.js";
import { post, room } from "./channel.js";
import { Completion } from "./completion.js";
import { command } from "./deeds.js";
import { el, find, moment } from "./dom.js";
import { closeIntro } from "./intro.js";
import { isNarrow, state } from "./state.js";

const TALLEST_PIXELS = 180;

/** @type {string[]} */
let files = [];

/**
 * Bring the message box to life.
 *
 * @param {(member: string) => void} become turns one into somebody else
 */
export function startComposer(become) {
  const form = find("#composer");
  const box = /** @type {HTMLTextAreaElement} */ (find("#composer-text"));
  const completion = new Completion(box, () => send(box));
  box.addEventListener("input", () => grow(box));
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || completion.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send(box);
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    completion.close();
    send(box);
  });
  startAttaching();
  for (const chip of document.querySelectorAll(".chip")) {
    if (chip instanceof HTMLElement) chip.addEventListener("click", () => offer(chip, box, become));
  }
}

/**
 * Put an example into the box, as the person who should write it.
 *
 * @param {HTMLElement} chip
 * @param {HTMLTextAreaElement} box
 * @param {(member: string) => void} become
 */
function offer(chip, box, become) {
  const { text = "", member = "" } = chip.dataset;
  if (member && member !== state.member) become(member);
  box.value = text;
  grow(box);
  box.focus();
}

/** @param {HTMLTextAreaElement} box */
async function send(box) {
  const text = box.value;
  const sent = files;
  if (!text.trim() && sent.length === 0) return complain("There is nothing to send yet.");
  complain(null);
  fill(box, "", []);
  const isCommand = text.startsWith("/") && sent.length === 0;
  const failure = isCommand ? await command(text) : await post(text, sent);
  if (failure === null && isNarrow()) closeIntro();
  if (failure === null) return;
  if (!box.value) fill(box, text, sent);
  complain(failure);
}

/**
 * @param {HTMLTextAreaElement} box
 * @param {string} text
 * @param {string[]} names
 */
function fill(box, text, names) {
  box.value = text;
  files = names;
  drawFiles();
  box.dispatchEvent(new Event("input"));
}

/** @param {string | null} sentence */
function complain(sentence) {
  const error = find("#composer-error");
  error.textContent = sentence;
  error.hidden = sentence === null;
}

/** @param {HTMLTextAreaElement} box */
function grow(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, TALLEST_PIXELS)}px`;
}

function startAttaching() {
  const button = find("#attach");
  const row = find("#attach-row");
  const name = /** @type {HTMLInputElement} */ (find("#attach-name"));
  const open = (/** @type {boolean} */ is) => {
    row.hidden = !is;
    button.setAttribute("aria-expanded", String(is));
    (is ? name : button).focus();
  };
  const add = () => {
    if (name.value.trim()) files = [...files, name.value.trim()];
    name.value = "";
    drawFiles();
    open(false);
  };
  button.addEventListener("click", () => open(row.hidden === true));
  find("#attach-add").addEventListener("click", add);
  name.addEventListener("keydown", (event) => {
    if (event.key === "Escape") open(false);
    if (event.key !== "Enter") return;
    event.preventDefault();
    add();
  });
}

function drawFiles() {
  const list = find("#files");
  list.hidden = files.length === 0;
  list.replaceChildren(
    ...files.map((name) =>
      el("li", {}, name, el("button", { type: "button", class: "icon", "aria-label": `Remove ${name}`, onclick: () => drop(name) }, "×")),
    ),
  );
}

/** @param {string} name */
function drop(name) {
  files = files.filter((one) => one !== name);
  drawFiles();
  find("#composer-text").focus();
  toast(`${name} removed.`);
}

/** Say where one writes, and whether one may. */
export function drawComposer() {
  const here = room();
  const me = state.view?.me;
  if (!here || !me) return;
  const box = /** @type {HTMLTextAreaElement} */ (find("#composer-text"));
  box.placeholder = `Message #${here.name}, or / for commands`;
  const paused = find("#paused");
  paused.hidden = me.paused_until === null;
  if (me.paused_until) paused.textContent = `${me.name} is in a timeout until ${moment(me.paused_until)}. Commands still work.`;
}
