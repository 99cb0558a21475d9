// @ts-check
import { announce, toast } from "./announce.js";
import { call } from "./api.js";
import { drawCard } from "./card.js";
import { menu } from "./deeds.js";
import { avatar, clear, el, find, reconcile, time } from "./dom.js";
import { openMenu } from "./menu.js";
import { isShown, redraw, showPane, state } from "./state.js";

/** @typedef {import("./api.js").Channel} Channel */
/** @typedef {import("./api.js").Message} Message */
/** @typedef {import("./api.js").Person} Person */
/** @typedef {{key: string, channel: string, member: string, text: string, files: string[], before: Set<string>,
 *   seenBy: number}} Draft what was just sent and has not been seen yet; `before` are the messages that stood there
 *   already, `seenBy` is the revision by which it would have been seen */
/** @typedef {{message: Message, continued: boolean, editing: boolean, draft: boolean}} Shown */

/** Each mode in a word for the list, and in a sentence for the channel's head. */
const MODES = /** @type {Record<string, [string, string]>} */ ({
  lounge: ["relaxed", "Relaxed: private nudges only, nothing is hidden."],
  general: ["standard", "The standard rules."],
  cases: ["strict", "Strict on patient details."],
  public: ["strictest", "Strictest: in doubt, a message is hidden."],
  off: ["off", "Chaperone does not read here."],
});
const ROLES = /** @type {Record<string, string>} */ ({ moderator: "moderator", admin: "administrator" });
const TOGETHER_MS = 5 * 60 * 1000;
const FADE_MS = 1100;
const NEAR_PIXELS = 80;
const MANY = 3;

/** @type {Draft[]} */
let drafts = [];
/** @type {Map<string, Set<string>>} by member and channel: the messages seen there */
const seen = new Map();
/** @type {Message | null} what one edits, as it was when one began */
let editing = null;
let shown = "";

/** The channel one is in. */
export function room() {
  return state.view?.channels.find((one) => one.id === state.channel) ?? null;
}

/** Draw the channel list and the messages of the channel one is in. */
export function drawChannel() {
  const view = state.view;
  const here = room();
  if (!view || !here) return;
  find("#room-name").textContent = `#${here.name}`;
  const slow = here.slow > 0 ? ` Slow mode: one message every ${here.slow} seconds.` : "";
  find("#room-mode").textContent = (MODES[here.mode]?.[1] ?? here.mode) + slow;
  drawMessages(here);
  if (isShown("channel")) seenOf(here.id, here.messages.map((one) => one.id));
  drawChannels(view.channels);
}

/** @param {Channel[]} channels */
function drawChannels(channels) {
  const items = channels.map((one) => {
    const known = seenOf(one.id);
    const unread = one.messages.filter((message) => !known.has(message.id)).length;
    return { key: one.id, data: { name: one.name, mode: one.mode, here: one.id === state.channel, unread } };
  });
  reconcile(find("#channels"), items, ({ key, data }) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", "aria-current": data.here ? "true" : null, onclick: () => enter(key), data: { mark: data.name } },
        el("span", { class: "hash" }, `#${data.name}`),
        el("small", {}, MODES[data.mode]?.[0] ?? data.mode),
        data.unread > 0 && el("span", { class: "count" }, String(data.unread), el("span", { class: "unseen" }, " unread")),
      ),
    ),
  );
}

/**
 * How many messages of other channels one has not seen.
 */
export function unread() {
  const others = state.view?.channels ?? [];
  return others.reduce((sum, one) => sum + one.messages.filter((message) => !seenOf(one.id).has(message.id)).length, 0);
}

/** Count everything that stands there now as seen. */
export function seeEverything() {
  for (const channel of state.view?.channels ?? []) seenOf(channel.id, channel.messages.map((one) => one.id));
}

/**
 * @param {string} channel
 * @param {string[]} [add]
 */
function seenOf(channel, add = []) {
  const key = `${state.member} ${channel}`;
  const known = seen.get(key) ?? new Set();
  for (const id of add) known.add(id);
  seen.set(key, known);
  return known;
}

/**
 * Go to a channel.
 *
 * @param {string} channel
 */
export function enter(channel) {
  state.channel = channel;
  editing = null;
  redraw();
}

/** @param {Channel} here */
function drawMessages(here) {
  const list = find("#messages");
  const scroll = find("#messages-scroll");
  const place = `${state.member} ${here.id}`;
  const arrived = shown === place;
  const atEnd = !arrived || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_PIXELS;
  if (!arrived) clear(list);
  shown = place;
  settle(here);
  const items = rows(here);
  /** @type {HTMLElement[]} */
  const gone = [];
  const fresh = reconcile(list, items, ({ data }) => drawMessage(data), (node) => {
    node.dataset.leaving = "yes";
    gone.push(node);
  });
  vanish(gone);
  find("#messages-empty").hidden = list.childElementCount > 0;
  if (atEnd && items.length > 0) scroll.scrollTop = scroll.scrollHeight;
  if (arrived) hear(fresh.map((item) => item.data).filter((one) => !one.draft && !one.message.own));
}

/**
 * Let go of what was sent and stands there now, and of what was taken out of sight before it was ever seen.
 *
 * @param {Channel} here
 */
function settle(here) {
  const revision = state.view?.revision ?? 0;
  drafts = drafts.filter((draft) => {
    if (draft.channel !== here.id) return true;
    if (arrivedAs(draft, here.messages)) return false;
    if (revision < draft.seenBy) return true;
    const node = document.querySelector(`[data-message="${draft.key}"]`);
    if (node instanceof HTMLElement) node.dataset.hidden = "yes";
    return false;
  });
}

/**
 * List what is to be shown: the messages, and what was just sent and is not among them yet.
 *
 * @param {Channel} here
 */
function rows(here) {
  const sent = drafts.filter((draft) => draft.channel === here.id && draft.member === state.member).map(asMessage);
  const all = [...here.messages, ...sent];
  return all.map((message, place) => {
    const draft = place >= here.messages.length;
    // Whatever happens around it, a half-written edit is not drawn anew.
    const data =
      message.own && editing?.id === message.id
        ? { message: editing, continued: false, editing: true, draft }
        : { message, continued: continues(all[place - 1], message), editing: false, draft };
    return { key: message.id, data };
  });
}

/**
 * @param {Draft} draft
 * @param {Message[]} messages
 */
function arrivedAs(draft, messages) {
  return messages.some((one) => one.own && !draft.before.has(one.id) && bodyOf(one) === draft.text);
}

/** @param {Draft} draft @returns {Message} */
function asMessage(draft) {
  const parts = [{ kind: "body", text: draft.text }, ...draft.files.map((text) => ({ kind: "file name", text }))];
  const author = state.view?.me ?? null;
  return { id: draft.key, author, at: "", parts, edited: false, released: false, own: true, card: null };
}

/**
 * @param {Message | undefined} before
 * @param {Message} message
 */
function continues(before, message) {
  if (!before?.author || message.card || before.author.id !== message.author?.id) return false;
  return message.at === "" || Date.parse(message.at) - Date.parse(before.at) < TOGETHER_MS;
}

/** @param {Message} message */
function bodyOf(message) {
  return message.parts.find((part) => part.kind === "body")?.text ?? "";
}

/**
 * Read new messages of others aloud, or say how many there are.
 *
 * @param {Shown[]} fresh
 */
function hear(fresh) {
  if (fresh.length > MANY) announce(`${fresh.length} new messages.`);
  else for (const { message } of fresh) announce(`${message.author?.name ?? "Chaperone"}: ${bodyOf(message)}`);
}

/**
 * Let go of messages that are gone. Those that the bot took out of sight fade, and it is said; what its author deleted,
 * what gave way in a full channel and what a fresh start emptied goes quietly.
 *
 * @param {HTMLElement[]} gone
 */
function vanish(gone) {
  const hidden = new Set(state.view?.hidden);
  const taken = gone.filter((node) => node.dataset.hidden || hidden.has(node.dataset.message ?? ""));
  for (const node of gone) {
    if (taken.includes(node)) fade(node);
    else node.remove();
  }
  if (taken.some((node) => node.dataset.own)) told();
  const others = taken.filter((node) => !node.dataset.own);
  if (others.length > MANY) announce(`${others.length} messages disappeared.`);
  else for (const node of others) announce(`A message by ${node.dataset.author} disappeared.`);
}

/** @param {HTMLElement} node */
function fade(node) {
  node.inert = true;
  node.append(el("p", { class: "gone" }, "Taken out of sight"));
  window.setTimeout(() => node.remove(), FADE_MS);
}

/** Say that a message of one's own is gone, and where the reason stands. */
function told() {
  const look = isShown("private") ? null : () => showPane("private");
  toast("Your message was taken out of sight. Private messages say why.", look);
}

/** @param {Shown} shownMessage */
function drawMessage({ message, continued, editing: isEdited, draft }) {
  const name = message.author?.name ?? "Chaperone";
  const data = { message: message.id, author: name, own: message.own ? "yes" : "" };
  const head = el(
    "header",
    { class: continued ? "unseen" : null },
    el("strong", {}, name),
    tagOf(message.author) && el("span", { class: "tag" }, tagOf(message.author)),
    message.at && time(message.at),
  );
  const row = el(
    "li",
    { class: `message${continued ? " continued" : ""}${draft ? " draft" : ""}`, data, tabindex: "-1" },
    !continued && avatar(message.author?.name),
    el("div", { class: "words" }, head, ...(isEdited ? [drawEditor(message)] : drawParts(message))),
  );
  if (!draft && !isEdited && message.author) addMenu(row, message);
  return row;
}

/** @param {Person | null} author */
function tagOf(author) {
  if (!author) return "bot";
  return ROLES[author.role] ?? (author.about.startsWith("new") ? "new" : "");
}

/** @param {Message} message */
function drawParts(message) {
  const marks = [message.edited && "edited", message.released && "put back"].filter(Boolean).join(", ");
  return [
    ...message.parts.filter((part) => part.text).map(drawPart),
    message.card &&
      drawCard(message.card, { source: { kind: "channel", id: message.id }, pane: "channel", at: null }),
    marks && el("small", { class: "marks" }, `(${marks})`),
  ];
}

/** @param {{kind: string, text: string}} part */
function drawPart(part) {
  if (part.kind === "body") return el("p", { class: "body" }, part.text);
  return el("p", { class: "part" }, el("span", {}, part.kind), part.text);
}

/**
 * @param {HTMLElement} row
 * @param {Message} message
 */
function addMenu(row, message) {
  const who = message.author?.name ?? "";
  const label = message.own ? "Menu of your message" : `Menu of ${who}’s message`;
  const button = el(
    "button",
    { type: "button", class: "icon menu-button", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": label, data: { mark: "menu" } },
    el("span", { "aria-hidden": "true" }, "⋯"),
  );
  const open = () => openMenu(button, label, entries(message));
  button.addEventListener("click", open);
  row.addEventListener("contextmenu", (event) => {
    // Whoever has selected words wants the browser's own menu.
    if (!window.getSelection()?.isCollapsed) return;
    event.preventDefault();
    open();
  });
  row.append(button);
}

/** @param {Message} message */
function entries(message) {
  const menus = (state.view?.menus ?? []).map(({ name, label }) => ({ label, run: () => menu(name, message.id) }));
  if (!message.own) return menus;
  return [
    { label: "Edit", run: () => edit(message) },
    { label: "Delete", danger: true, run: () => remove(message.id) },
    ...menus,
  ];
}

/** @param {Message} message */
function edit(message) {
  editing = message;
  redraw();
  const box = document.querySelector(".editor textarea");
  if (box instanceof HTMLTextAreaElement) {
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  }
}

/** @param {string} id */
async function remove(id) {
  const answer = await call("delete", { member: state.member, message: id });
  toast(answer.error ?? "Deleted.");
  find("#composer-text").focus();
}

/** @param {Message} message */
function drawEditor(message) {
  const box = el("textarea", { rows: 3, "aria-label": "Edit your message", data: { mark: "edit" } });
  const error = el("p", { class: "error", role: "alert", hidden: true });
  box.value = bodyOf(message);
  const leave = () => {
    editing = null;
    redraw();
    document.querySelector(`[data-message="${CSS.escape(message.id)}"]`)?.querySelector("button")?.focus();
  };
  const save = async () => {
    const answer = await call("edit", { member: state.member, message: message.id, text: box.value });
    error.textContent = answer.error;
    error.hidden = answer.error === null;
    if (answer.error === null) leave();
  };
  const editor = el(
    "form",
    { class: "editor" },
    box,
    error,
    el("div", { class: "buttons" }, el("button", { type: "submit", class: "primary" }, "Save"), el("button", { type: "button", onclick: leave }, "Cancel")),
  );
  editor.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  editor.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target === box) {
      event.preventDefault();
      save();
    }
  });
  return editor;
}

/**
 * Send a message, and show it at once. A sentence comes back when it could not be sent.
 *
 * @param {string} text
 * @param {string[]} files
 * @returns {Promise<string | null>}
 */
export async function post(text, files) {
  const { member, channel } = state;
  const before = new Set(room()?.messages.map((one) => one.id));
  const draft = { key: `draft-${Date.now()}`, channel, member, text, files, before, seenBy: Infinity };
  drafts.push(draft);
  redraw();
  find("#messages-scroll").scrollTop = find("#messages-scroll").scrollHeight;
  const answer = await call("post", { member, channel, text, files });
  if (answer.error) drafts = drafts.filter((one) => one !== draft);
  else draft.seenBy = answer.revision ?? 0;
  redraw();
  return answer.error;
}
