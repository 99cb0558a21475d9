// @ts-check
import { announce, toast } from "./announce.js";
import { drawCard } from "./card.js";
import { unread } from "./channel.js";
import { find, reconcile } from "./dom.js";
import { answers, isShown, showPane, state } from "./state.js";

/** @typedef {import("./api.js").Letter} Letter */
/** @typedef {import("./state.js").Pane} Pane */
/** @typedef {import("./api.js").Source} Source */
/** @typedef {Letter & {kind: Source["kind"]}} Entry */

/** @type {Map<string, number>} by member and letter: in which order things came, answers among them */
const order = new Map();
/** @type {Set<string>} by member and letter: what was seen in the private pane */
const seen = new Set();
/** @type {Map<string, Set<string>>} by pane and member: the letters that were there before */
const before = new Map();

/** Draw the private pane, the moderators' queue, and the tabs. */
export function drawPanes() {
  const view = state.view;
  if (!view) return;
  const letters = privateEntries(view.inbox);
  drawPrivate(letters);
  drawQueue(view.queue);
  drawTabs(letters, view.queue);
  tell("private", view.inbox, "New private message");
  tell("queue", view.queue ?? [], "New in the queue");
}

/**
 * @param {Letter[]} inbox
 * @returns {Entry[]} newest first
 */
function privateEntries(inbox) {
  const mine = answers().filter((one) => one.pane !== "queue");
  const all = [
    ...inbox.map((one) => /** @type {Entry} */ ({ ...one, kind: "inbox" })),
    ...mine.toReversed().map((one) => /** @type {Entry} */ ({ ...one, kind: "answer" })),
  ];
  return all.sort((one, other) => arrival(other.id) - arrival(one.id));

  /** @param {string} id */
  function arrival(id) {
    const key = `${state.member} ${id}`;
    if (!order.has(key)) order.set(key, order.size);
    return order.get(key) ?? 0;
  }
}

/** @param {Entry[]} letters */
function drawPrivate(letters) {
  const me = state.view?.me;
  find("#private-words").textContent = `Only ${me?.name} sees this. Newest first.`;
  find("#private-empty").hidden = letters.length > 0;
  find("#become").hidden = state.view?.queue !== null;
  drawCards("#private", letters, "private");
}

/** @param {Letter[] | null} queue */
function drawQueue(queue) {
  find("#queue-pane").hidden = queue === null;
  document.body.classList.toggle("moderates", queue !== null);
  const entries = (queue ?? []).map((one) => /** @type {Entry} */ ({ ...one, kind: "queue" }));
  const waiting = entries.filter((one) => !isFinished(one));
  const finished = entries.filter(isFinished);
  const desk = answers().filter((one) => one.pane === "queue");
  drawCards("#desk", desk.map((one) => ({ ...one, kind: "answer" })), "queue");
  drawCards("#queue", waiting, "queue");
  drawCards("#queue-finished", finished, "queue");
  find("#desk").hidden = desk.length === 0;
  find("#queue-empty").hidden = waiting.length > 0;
  find("#finished").hidden = finished.length === 0;
  find("#finished summary span").textContent = `(${finished.length})`;
  find("#queue-words").textContent = `All moderators see this: ${waiting.length} waiting. Most urgent first.`;
}

/** A case that nobody can act on any more; other cards on the board stay until they are replaced. @param {Letter} one */
function isFinished(one) {
  return one.id.startsWith("case:") && one.card.buttons.length === 0;
}

/**
 * @param {string} selector
 * @param {Entry[]} entries
 * @param {Pane} pane
 */
function drawCards(selector, entries, pane) {
  const items = entries.map((one) => ({ key: `${state.member} ${one.id}`, data: one }));
  reconcile(find(selector), items, ({ data }) => {
    const row = document.createElement("li");
    const source = { kind: data.kind, id: data.id };
    const lang = pane === "private" ? state.view?.me.locale : undefined;
    row.append(drawCard(data.card, { source, pane, at: data.at, lang, tag: tagOf(data) }));
    return row;
  });
}

/** @param {Entry} entry */
function tagOf(entry) {
  if (entry.kind === "answer") return "only you see this";
  return entry.ping && !isFinished(entry) && entry.kind === "queue" ? "needs you" : undefined;
}

/**
 * Say what has come since the last look: aloud, and in sight where the pane is not.
 *
 * @param {Pane} pane
 * @param {Letter[]} letters
 * @param {string} what
 */
function tell(pane, letters, what) {
  const key = `${pane} ${state.member}`;
  const known = before.get(key);
  before.set(key, new Set(letters.map((one) => one.id)));
  if (!known) return;
  for (const one of letters.filter((letter) => !known.has(letter.id))) {
    const text = `${what}: ${one.card.title}`;
    if (isShown(pane)) announce(text);
    else toast(text, () => showPane(pane));
  }
}

/**
 * @param {Entry[]} letters
 * @param {Letter[] | null} queue
 */
function drawTabs(letters, queue) {
  if (isShown("private")) for (const one of letters) seen.add(`${state.member} ${one.id}`);
  const fresh = letters.filter((one) => !seen.has(`${state.member} ${one.id}`)).length;
  const waiting = (queue ?? []).filter((one) => !isFinished(one)).length;
  drawTab("channel", unread(), "unread");
  drawTab("private", fresh, "unread");
  drawTab("queue", waiting, "waiting");
  find('.tabs [data-pane="queue"]').hidden = queue === null;
  if (queue === null && state.pane === "queue") showPane("channel");
  const here = state.view?.channels.find((one) => one.id === state.channel);
  document.title = `${fresh > 0 ? `(${fresh}) ` : ""}#${here?.name ?? ""} · Chaperone playground`;
}

/**
 * @param {Pane} pane
 * @param {number} number
 * @param {string} what
 */
function drawTab(pane, number, what) {
  const tab = find(`.tabs [data-pane="${pane}"]`);
  const count = find(".count", tab);
  count.hidden = number === 0;
  count.textContent = String(number);
  if (state.pane === pane) tab.setAttribute("aria-current", "true");
  else tab.removeAttribute("aria-current");
  const name = find("span", tab).textContent;
  tab.setAttribute("aria-label", number > 0 ? `${name}, ${number} ${what}` : `${name}`);
}
