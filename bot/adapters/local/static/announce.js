// @ts-check
import { find } from "./dom.js";

const TOAST_MS = 7000;
const GAP_MS = 120;

/** @type {string[]} */
const waiting = [];
let speaking = false;

/**
 * Say something to whoever listens with a screen reader, politely and one thing after another.
 *
 * @param {string} text
 */
export function announce(text) {
  waiting.push(text);
  if (!speaking) next();
}

function next() {
  const text = waiting.splice(0).join(" ");
  speaking = text !== "";
  if (!speaking) return;
  const live = find("#live");
  // A region that is emptied first is read again even when the words are the same.
  live.textContent = "";
  window.setTimeout(() => {
    live.textContent = text;
    window.setTimeout(next, GAP_MS);
  }, GAP_MS);
}

let hiding = 0;

/**
 * Say something, and show it above the message box for a while; `look` leads to where it can be read in full.
 *
 * @param {string} text
 * @param {(() => void) | null} [look]
 */
export function toast(text, look = null) {
  announce(text);
  const line = find("#toast");
  const button = find("button", line);
  find("span", line).textContent = text;
  button.hidden = look === null;
  button.onclick = () => {
    line.hidden = true;
    look?.();
  };
  line.hidden = false;
  window.clearTimeout(hiding);
  hiding = window.setTimeout(() => {
    line.hidden = true;
  }, TOAST_MS);
}
