// @ts-check
import { el } from "./dom.js";

/** @typedef {{label: string, detail?: string, checked?: boolean, danger?: boolean, run: () => void}} Entry */

const GAP = 6;

/** @type {(() => void) | null} */
let closeOpen = null;

/**
 * Open a menu under an element: arrows, Home, End and first letters move, Enter takes, Escape and Tab leave.
 *
 * @param {HTMLElement} anchor gets focus back
 * @param {string} label
 * @param {Entry[]} entries
 */
export function openMenu(anchor, label, entries) {
  closeOpen?.();
  const items = entries.map((entry) => item(entry, () => close(true)));
  const menu = el("div", { class: "menu", role: "menu", "aria-label": label }, ...items);
  const outside = (/** @type {Event} */ event) => {
    const target = /** @type {Node} */ (event.target);
    if (!menu.contains(target) && !anchor.contains(target)) close(false);
  };

  /** @param {boolean} back whether focus returns to where the menu was opened */
  function close(back) {
    closeOpen = null;
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    window.removeEventListener("resize", leave);
    if (back) anchor.focus();
  }
  const leave = () => close(false);

  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      close(true);
    } else move(event, items);
  });
  document.addEventListener("pointerdown", outside, true);
  window.addEventListener("resize", leave);
  document.body.append(menu);
  place(menu, anchor);
  anchor.setAttribute("aria-expanded", "true");
  closeOpen = leave;
  (items.find((one) => one.getAttribute("aria-checked") === "true") ?? items[0])?.focus();
}

/**
 * Open a menu with a button, and close it with the same one.
 *
 * @param {HTMLElement} anchor
 * @param {string} label
 * @param {() => Entry[]} entries
 */
export function toggleMenu(anchor, label, entries) {
  if (anchor.getAttribute("aria-expanded") === "true") closeOpen?.();
  else openMenu(anchor, label, entries());
}

/**
 * @param {Entry} entry
 * @param {() => void} close
 */
function item(entry, close) {
  const radio = entry.checked !== undefined;
  return el(
    "button",
    {
      type: "button",
      role: radio ? "menuitemradio" : "menuitem",
      "aria-checked": radio ? String(entry.checked) : null,
      class: entry.danger ? "danger-words" : null,
      tabindex: "-1",
      onclick: () => {
        close();
        entry.run();
      },
    },
    el("span", {}, entry.label),
    entry.detail && el("small", {}, entry.detail),
  );
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} items
 */
function move(event, items) {
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const steps = /** @type {Record<string, number>} */ ({
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  });
  let to = steps[event.key];
  if (to === undefined && event.key.length === 1 && event.key !== " ") {
    const typed = event.key.toLowerCase();
    const ahead = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    to = items.findIndex((one) => one === ahead.find((next) => next.textContent?.toLowerCase().startsWith(typed)));
  }
  if (to === undefined) return;
  event.preventDefault();
  items[to]?.focus();
}

/**
 * @param {HTMLElement} menu
 * @param {HTMLElement} anchor
 */
function place(menu, anchor) {
  const from = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = from.bottom + GAP + height <= window.innerHeight;
  const top = below ? from.bottom + GAP : Math.max(GAP, from.top - GAP - height);
  const left = Math.max(GAP, Math.min(from.right - width, window.innerWidth - width - GAP));
  menu.style.top = `${top}px`;
  menu.style.left = `${left}px`;
}
