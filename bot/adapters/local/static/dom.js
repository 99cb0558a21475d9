// @ts-check
/** Small tools to draw with. Whatever comes from a person or the server is set as text, never as mark-up. */

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * Make an element. Properties that begin with `on` are listeners, `data` fills the dataset, `class` the class; the
 * rest are attributes, where `true` writes an empty one and `false`, null and undefined write none.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [properties]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "data") Object.assign(element.dataset, value);
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * Find an element that is in the page for sure.
 *
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {Kind}
 */
export function find(selector, within = document) {
  const found = within.querySelector(selector);
  if (!found) throw new Error(`no ${selector} in the page`);
  return /** @type {Kind} */ (found);
}

/**
 * Turn the bot's `**bold**` and `` `code` `` into elements, and nothing else.
 *
 * @param {string} text
 * @returns {Child[]}
 */
export function rich(text) {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`)/u).map((piece) => {
    if (/^\*\*[^*]+\*\*$/u.test(piece)) return el("strong", {}, piece.slice(2, -2));
    if (/^`[^`]+`$/u.test(piece)) return el("code", {}, piece.slice(1, -1));
    return piece;
  });
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

/**
 * Write a moment as short as it can be understood.
 *
 * @param {string} iso
 */
export function moment(iso) {
  const at = new Date(iso);
  return at.toDateString() === new Date().toDateString() ? clock.format(at) : day.format(at);
}

/**
 * Show a moment in local time, with the full date as its title.
 *
 * @param {string} iso
 */
export function time(iso) {
  return el("time", { datetime: iso, title: full.format(new Date(iso)) }, moment(iso));
}

/**
 * Draw the initial of a person, or the bot's mark; only an ornament, since the name stands beside it.
 *
 * @param {string | undefined} name
 */
export function avatar(name) {
  const letter = name ? name.slice(0, 1) : "✚";
  return el("span", { class: "avatar", "aria-hidden": "true", data: { tone: name ? tone(name) : "bot" } }, letter);
}

/** @param {string} name */
export function tone(name) {
  return String([...name].reduce((sum, letter) => (sum * 5 + letter.charCodeAt(0)) % 1009, 0) % 8);
}

/**
 * @typedef {{key: string, data: unknown}} Item
 * @typedef {{node: HTMLElement, text: string}} Row
 * @type {WeakMap<Element, Map<string, Row>>}
 */
const drawn = new WeakMap();

/**
 * Bring a list up to date so that what has not changed keeps its element, and with it focus and scroll. Focus that an
 * element takes along goes to the pane around the list.
 *
 * @template {Item} Kind
 * @param {HTMLElement} list
 * @param {Kind[]} items
 * @param {(item: Kind) => HTMLElement} draw
 * @param {(node: HTMLElement) => void} [leave] what becomes of an element whose item is gone: it is removed at once, or
 *   marked as leaving and removed later
 * @returns {Kind[]} the items that were not there before
 */
export function reconcile(list, items, draw, leave = (node) => node.remove()) {
  const rows = drawn.get(list) ?? new Map();
  drawn.set(list, rows);
  const wanted = new Set(items.map((item) => item.key));
  for (const [key, row] of [...rows]) {
    if (wanted.has(key)) continue;
    rows.delete(key);
    if (row.node.contains(document.activeElement)) keepNear(list);
    leave(row.node);
  }
  const fresh = items.filter((item) => !rows.has(item.key));
  let place = firstStaying(list.firstElementChild);
  for (const item of items) {
    const old = rows.get(item.key)?.node;
    const node = upToDate(rows, item, draw);
    if (old && old === place) place = node;
    if (node === place) place = firstStaying(node.nextElementSibling);
    else list.insertBefore(node, place);
  }
  return fresh;
}

/** @param {HTMLElement} list */
function keepNear(list) {
  const pane = list.closest(".scroll");
  if (pane instanceof HTMLElement) pane.focus({ preventScroll: true });
}

/**
 * Forget what a list showed, without any farewell.
 *
 * @param {HTMLElement} list
 */
export function clear(list) {
  drawn.delete(list);
  list.replaceChildren();
}

/** @param {Element | null} node */
function firstStaying(node) {
  while (node instanceof HTMLElement && node.dataset.leaving) node = node.nextElementSibling;
  return node;
}

/**
 * @template {Item} Kind
 * @param {Map<string, Row>} rows
 * @param {Kind} item
 * @param {(item: Kind) => HTMLElement} draw
 */
function upToDate(rows, item, draw) {
  const text = JSON.stringify(item.data);
  const row = rows.get(item.key);
  if (row && row.text === text) return row.node;
  const node = draw(item);
  rows.set(item.key, { node, text });
  if (row) swap(row.node, node);
  return node;
}

/**
 * Put one element in the place of another; focus goes to the control of the same name, or to the element itself.
 *
 * @param {HTMLElement} old
 * @param {HTMLElement} fresh
 */
function swap(old, fresh) {
  const active = document.activeElement;
  const held = active instanceof HTMLElement && old.contains(active) ? active : null;
  const mark = held?.dataset.mark;
  old.replaceWith(fresh);
  if (!held) return;
  const same = mark ? fresh.querySelector(`[data-mark="${CSS.escape(mark)}"]`) : null;
  const whole = fresh.querySelector('[tabindex="-1"]');
  focusOn(/** @type {HTMLElement} */ (same ?? whole ?? fresh));
}

/**
 * Move focus to an element, be it focusable by itself or not.
 *
 * @param {HTMLElement} element
 */
export function focusOn(element) {
  if (element.tabIndex < 0) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}
