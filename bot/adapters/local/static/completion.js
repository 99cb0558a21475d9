// @ts-check
import { announce } from "./announce.js";
import { complete } from "./api.js";
import { el, find } from "./dom.js";
import { state } from "./state.js";

/** @typedef {import("./api.js").Suggestion} Suggestion */

const PAUSE_MS = 70;

/**
 * Suggest how a command goes on while it is typed. Arrows move, Enter or Tab takes, Escape leaves.
 *
 * The first row is ready to be taken while a word is being typed; after a blank nothing is, so that Enter sends. A key
 * that is faster than the server waits for the rows that it is meant for.
 */
export class Completion {
  /** @type {Suggestion[]} */
  #rows = [];
  #active = -1;
  #left = "";
  #timer = 0;
  #asked = new AbortController();
  #asking = false;
  #waits = "";

  /**
   * @param {HTMLTextAreaElement} box
   * @param {() => void} send
   */
  constructor(box, send) {
    this.box = box;
    this.send = send;
    this.list = find("#suggestions");
    box.addEventListener("input", () => this.#typed());
    box.addEventListener("blur", () => this.close());
    // Otherwise the press would take focus from the box before it is a click.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  get isOpen() {
    return !this.list.hidden;
  }

  /** Close the list, and expect no rows any more. */
  close() {
    this.#asked.abort();
    window.clearTimeout(this.#timer);
    this.#asking = false;
    this.#waits = "";
    this.#draw([]);
  }

  /**
   * Take a key if it is one for the list.
   *
   * @param {KeyboardEvent} event
   * @returns {boolean} whether it was
   */
  key(event) {
    if (!this.isOpen && !this.#asking) return false;
    const name = event.shiftKey ? "" : event.key;
    if (name === "Escape") this.#leave();
    else if (this.#asking && (name === "Enter" || name === "Tab")) this.#waits = name;
    else if (!this.#act(name)) return false;
    event.preventDefault();
    return true;
  }

  /** @param {string} name */
  #act(name) {
    const count = this.#rows.length;
    if (count === 0) return false;
    if (name === "ArrowDown") this.#activate((this.#active + 1) % count);
    else if (name === "ArrowUp") this.#activate(this.#active <= 0 ? count - 1 : this.#active - 1);
    else if (name === "Tab") this.#take(Math.max(this.#active, 0));
    else if (name === "Enter" && this.#changes()) this.#take(this.#active);
    else return false;
    return true;
  }

  #leave() {
    this.#left = this.box.value;
    this.close();
  }

  #changes() {
    const row = this.#rows[this.#active];
    return row !== undefined && row.line.trimEnd() !== this.box.value.trimEnd();
  }

  #typed() {
    const line = this.box.value;
    const asks = line.startsWith("/") && !line.includes("\n") && line !== this.#left;
    if (!asks) return this.close();
    this.#asked.abort();
    window.clearTimeout(this.#timer);
    this.#left = "";
    this.#asking = true;
    this.#timer = window.setTimeout(() => this.#ask(line), PAUSE_MS);
  }

  /** @param {string} line */
  async #ask(line) {
    this.#asked = new AbortController();
    const { signal } = this.#asked;
    const rows = await complete({ member: state.member, channel: state.channel, line }, signal);
    if (signal.aborted) return;
    const waited = this.#waits;
    this.#asking = false;
    this.#waits = "";
    this.#draw(rows);
    if (rows.length > 0 && !/[\s:]$/u.test(line)) this.#activate(0);
    if (waited && !this.#act(waited) && waited === "Enter") this.send();
    else if (rows.length > 0) announce(`${rows.length} ${rows.length === 1 ? "suggestion" : "suggestions"}.`);
  }

  /** @param {Suggestion[]} rows */
  #draw(rows) {
    this.#rows = rows;
    this.#active = -1;
    this.list.replaceChildren(...rows.map((row, place) => this.#row(row, place)));
    this.list.hidden = rows.length === 0;
    // A text box that suggests is a combobox only while it does; browsers know no combobox of several lines.
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "true" })) {
      if (this.isOpen) this.box.setAttribute(name, value);
      else this.box.removeAttribute(name);
    }
    this.box.removeAttribute("aria-activedescendant");
  }

  /** @param {Suggestion} row @param {number} place */
  #row(row, place) {
    return el(
      "li",
      { id: `suggestion-${place}`, role: "option", "aria-selected": "false", onclick: () => this.#take(place) },
      el("span", {}, row.label),
      row.hint && el("small", {}, row.hint),
    );
  }

  /** @param {number} place */
  #activate(place) {
    this.#active = place;
    for (const [at, row] of [...this.list.children].entries()) {
      row.setAttribute("aria-selected", String(at === place));
      if (at === place) row.scrollIntoView({ block: "nearest" });
    }
    this.box.setAttribute("aria-activedescendant", `suggestion-${place}`);
  }

  /** @param {number} place */
  #take(place) {
    const row = this.#rows[place];
    if (!row) return;
    this.#draw([]);
    this.box.value = row.line;
    this.box.setSelectionRange(row.line.length, row.line.length);
    this.box.dispatchEvent(new Event("input"));
  }
}
