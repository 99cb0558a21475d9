// @ts-check
/** @typedef {import("./api.js").View} View */
/** @typedef {import("./api.js").Card} Card */
/** @typedef {"channel" | "private" | "queue"} Pane */
/** @typedef {{id: string, at: string, card: Card, pane: Pane}} Given an answer that only this page shows */

/**
 * What this page knows: who one is and where, what the server showed last, and answers, which the server does not keep.
 */
export const state = {
  member: "",
  channel: "",
  /** @type {Pane} */
  pane: "channel",
  /** @type {View | null} */
  view: null,
  /** @type {Map<string, Given[]>} by member, newest first */
  answers: new Map(),
};

/** @type {(() => void)[]} */
const watchers = [];

/**
 * Draw again whenever something changes.
 *
 * @param {() => void} draw
 */
export function watch(draw) {
  watchers.push(draw);
}

/** Draw everything again; what has not changed stays as it is. */
export function redraw() {
  for (const draw of watchers) draw();
}

/** The answers to the member one is. */
export function answers() {
  return state.answers.get(state.member) ?? [];
}

const MOST_ANSWERS = 8;

let given = 0;

/**
 * Show an answer.
 *
 * @param {Card} card
 * @param {Pane} pane
 * @returns {string} its identifier
 */
export function addAnswer(card, pane) {
  given += 1;
  const id = `answer-${given}`;
  const all = [{ id, at: new Date().toISOString(), card, pane }, ...answers()];
  state.answers.set(state.member, all.slice(0, MOST_ANSWERS));
  redraw();
  return id;
}

/**
 * Draw an answer anew where it stands, or take it away.
 *
 * @param {string} id
 * @param {Card | null} card
 */
export function changeAnswer(id, card) {
  const changed = answers().flatMap((one) => (one.id !== id ? [one] : card ? [{ ...one, card }] : []));
  state.answers.set(state.member, changed);
  redraw();
}

const NARROW = window.matchMedia("(max-width: 719px)");

/** Whether only one pane fits at a time. */
export function isNarrow() {
  return NARROW.matches;
}

/**
 * Bring a pane to the front, where only one fits.
 *
 * @param {Pane} pane
 */
export function showPane(pane) {
  state.pane = pane;
  document.body.dataset.pane = pane;
  redraw();
}

/**
 * Whether a pane can be seen now.
 *
 * @param {Pane} pane
 */
export function isShown(pane) {
  return !isNarrow() || state.pane === pane;
}

NARROW.addEventListener("change", redraw);
