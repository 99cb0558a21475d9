// @ts-check
/**
 * What the server says and takes.
 *
 * @typedef {{label: string, value: string}} Option
 * @typedef {{label: string, token: string, style: "plain" | "primary" | "danger"}} Button
 * @typedef {{placeholder: string, token: string, options: Option[]}} Select
 * @typedef {{title: string, body: string[], facts: {name: string, value: string}[], excerpt: string | null,
 *   buttons: Button[], select: Select | null, footer: string | null}} Card
 * @typedef {{name: string, label: string, kind: "line" | "paragraph" | "choice" | "tick", required: boolean,
 *   max_length: number, options: Option[], value: string, hint: string}} Field
 * @typedef {{channel: string, id: string}} About
 * @typedef {{title: string, token: string, intro: string | null, about: About | null, fields: Field[]}} Form
 * @typedef {{kind: "card" | "replace", card: Card} | {kind: "form", form: Form}} Reply
 * @typedef {{error: string | null, reply: Reply | null, revision?: number}} Answer
 * @typedef {{kind: "inbox" | "queue" | "answer" | "channel", id: string}} Source
 * @typedef {{id: string, name: string, role: "member" | "moderator" | "admin", about: string}} Person
 * @typedef {{id: string, author: Person | null, at: string, parts: {kind: string, text: string}[], edited: boolean,
 *   released: boolean, own: boolean, card: Card | null}} Message
 * @typedef {{id: string, name: string, mode: string, slow: number, messages: Message[]}} Channel
 * @typedef {{id: string, at: string, ping?: boolean, card: Card}} Letter
 * @typedef {{revision: number, me: Person & {locale: string, paused_until: string | null}, members: Person[],
 *   channels: Channel[], hidden: string[], inbox: Letter[], queue: Letter[] | null, menus: {name: string, label: string}[],
 *   replaying: boolean}} View
 * @typedef {{label: string, line: string, hint: string}} Suggestion
 */

const SILENT = "The playground does not answer. Nothing was done.";
const RETRY_MS = 1000;
const AWAY_MS = 3000;

/**
 * Do something on the server. Never throws: what went wrong comes back as a sentence.
 *
 * @param {string} what
 * @param {object} body
 * @returns {Promise<Answer>}
 */
export async function call(what, body) {
  try {
    const response = await fetch(`/api/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return await response.json();
  } catch {
    return { error: SILENT, reply: null };
  }
}

/**
 * Ask how a command line may go on; an aborted or failed question has no rows.
 *
 * @param {{member: string, channel: string, line: string}} about
 * @param {AbortSignal} signal
 * @returns {Promise<Suggestion[]>}
 */
export async function complete(about, signal) {
  try {
    const response = await fetch(`/api/complete?${new URLSearchParams(about)}`, { signal });
    return response.ok ? await response.json() : [];
  } catch {
    return [];
  }
}

/**
 * Follow what a member sees, through restarts of the server. Returns how to stop.
 *
 * All tabs of a browser share six connections to one server. A tab in the back keeps none: it looks every few seconds.
 *
 * @param {string} member
 * @param {{seen: (view: View) => void, lost: () => void, unknown: () => void}} on
 * @returns {() => void}
 */
export function follow(member, on) {
  let stopped = false;
  let everOpen = false;
  let timer = 0;
  /** @type {EventSource} */
  let source;

  function open() {
    source = new EventSource(`/events?member=${encodeURIComponent(member)}`);
    source.addEventListener("view", (event) => {
      everOpen = true;
      on.seen(JSON.parse(event.data));
      if (document.hidden) rest(AWAY_MS);
    });
    source.addEventListener("error", () => {
      const refused = source.readyState === EventSource.CLOSED;
      source.close();
      if (stopped) return;
      if (refused && !everOpen) return on.unknown();
      on.lost();
      rest(RETRY_MS);
    });
  }

  /** @param {number} milliseconds */
  function rest(milliseconds) {
    pause();
    timer = window.setTimeout(open, milliseconds);
  }

  function pause() {
    window.clearTimeout(timer);
    source.close();
  }

  function look() {
    pause();
    open();
  }

  open();
  document.addEventListener("visibilitychange", look);
  return () => {
    stopped = true;
    document.removeEventListener("visibilitychange", look);
    pause();
  };
}
