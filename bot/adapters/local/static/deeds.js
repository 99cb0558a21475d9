// @ts-check
import { announce, toast } from "./announce.js";
import { call } from "./api.js";
import { find, focusOn } from "./dom.js";
import { openForm } from "./form.js";
import { addAnswer, changeAnswer, isNarrow, showPane, state } from "./state.js";

/** @typedef {import("./api.js").Answer} Answer */
/** @typedef {import("./api.js").Card} Card */
/** @typedef {import("./api.js").Form} Form */
/** @typedef {import("./api.js").Source} Source */
/** @typedef {import("./state.js").Pane} Pane */
/** @typedef {{pane: Pane, source: Source | null, focus: boolean}} Place where something was asked, and its answer goes */

/** @param {Source | null} source @param {Pane} pane @returns {Place} */
export function at(source, pane) {
  return { source, pane, focus: true };
}

/**
 * Type a command; the answer is private, and focus stays in the message box where both are in sight.
 *
 * @param {string} line
 */
export function command(line) {
  return ask("command", { channel: state.channel, line }, { pane: "private", source: null, focus: isNarrow() });
}

/**
 * Use an entry of a message's menu.
 *
 * @param {string} name
 * @param {string} message
 */
export async function menu(name, message) {
  const failure = await ask("menu", { name, message }, { pane: "private", source: null, focus: isNarrow() });
  if (failure) toast(failure);
}

/**
 * Press a button, or choose from a list.
 *
 * @param {string} token
 * @param {string[]} values
 * @param {Place} place
 */
export function press(token, values, place) {
  return ask("press", { channel: state.channel, token, values, source: place.source }, place);
}

/**
 * Ask the server and show what it answers. A sentence comes back when it could not be done.
 *
 * @param {string} what
 * @param {object} body
 * @param {Place} place
 * @returns {Promise<string | null>}
 */
async function ask(what, body, place) {
  const member = state.member;
  const answer = await call(what, { member, ...body });
  if (answer.error) return answer.error;
  if (state.member !== member) return null;
  if (answer.reply === null) announce("Done.");
  else if (answer.reply.kind === "form") fill(answer.reply.form, place);
  else if (answer.reply.kind === "replace") replace(answer.reply.card, place);
  else show(answer.reply.card, place);
  return null;
}

/**
 * @param {Form} form
 * @param {Place} place
 */
function fill(form, place) {
  const { token, about } = form;
  openForm(form, (fields) =>
    ask("submit", { channel: state.channel, token, fields, about, source: place.source }, place),
  );
}

/**
 * @param {Card} card
 * @param {Place} place
 */
function replace(card, place) {
  // Cards in an inbox or on the board are the server's: they change with the next view.
  const source = place.source;
  if (source?.kind === "answer") changeAnswer(source.id, card);
  announce(words(card));
  window.setTimeout(() => {
    const drawn = source && document.querySelector(`[data-card="${CSS.escape(source.id)}"]`);
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (lost && drawn instanceof HTMLElement) focusOn(drawn);
  }, 0);
}

/**
 * @param {Card} card
 * @param {Place} place
 */
function show(card, place) {
  const id = addAnswer(card, place.pane);
  announce(words(card));
  if (isNarrow() && state.pane !== place.pane) showPane(place.pane);
  // A dialog that is about to close gives focus back first.
  if (place.focus) window.setTimeout(() => focusOn(find(`[data-card="${id}"]`)), 0);
}

/** @param {Card} card */
export function words(card) {
  const facts = card.facts.map((fact) => `${fact.name}: ${fact.value}`);
  return [card.title, ...card.body, ...facts, card.excerpt, card.footer].filter(Boolean).join(" ").replace(/[*`]/gu, "");
}
