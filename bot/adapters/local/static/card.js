// @ts-check
import { toast } from "./announce.js";
import { changeAnswer, showPane } from "./state.js";
import { at, press } from "./deeds.js";
import { enter } from "./channel.js";
import { el, find, focusOn, rich, time } from "./dom.js";

/** @typedef {import("./api.js").Card} Card */
/** @typedef {import("./api.js").Source} Source */
/** @typedef {import("./state.js").Pane} Pane */
/** @typedef {{source: Source, pane: Pane, at: string | null, tag?: string, lang?: string}} Setting */

/**
 * Draw a card of the bot, with its controls.
 *
 * @param {Card} card
 * @param {Setting} setting
 */
export function drawCard(card, setting) {
  const error = el("p", { class: "error", role: "alert", hidden: true });
  const article = el(
    "article",
    { class: "card", tabindex: "-1", lang: setting.lang, data: { card: setting.source.id } },
    el(
      "header",
      {},
      el("h3", {}, ...rich(card.title)),
      el(
        "div",
        { class: "meta" },
        setting.tag && el("span", { class: "tag" }, setting.tag),
        setting.at && time(setting.at),
        setting.source.kind === "answer" && dismiss(setting.source.id),
      ),
    ),
    ...card.body.map((text) => el("p", {}, ...rich(text))),
    card.excerpt !== null && el("blockquote", {}, card.excerpt),
    card.facts.length > 0 && el("dl", {}, ...card.facts.flatMap(drawFact)),
  );
  /** @param {string} token @param {string[]} values */
  const pressed = async (token, values) => {
    if (article.dataset.busy) return;
    busy(article, true);
    const failure = await press(token, values, at(setting.source, setting.pane));
    busy(article, false);
    error.textContent = failure;
    error.hidden = failure === null;
  };
  if (card.select) article.append(drawSelect(card.select, pressed));
  if (card.buttons.length > 0) article.append(drawButtons(card.buttons, pressed));
  if (card.links.length > 0 || card.document) article.append(drawLinks(card));
  article.append(error);
  if (card.footer) article.append(el("footer", {}, ...rich(card.footer)));
  return article;
}

/** A fact of several lines is several values of one name. @param {{name: string, value: string}} fact */
function drawFact(fact) {
  return [el("dt", {}, ...rich(fact.name)), ...fact.value.split("\n").map((line) => el("dd", {}, ...rich(line)))];
}

/** @param {string} id */
function dismiss(id) {
  return el(
    "button",
    { type: "button", class: "icon dismiss", "aria-label": "Dismiss", title: "Dismiss", onclick: () => changeAnswer(id, null) },
    "×",
  );
}

/**
 * @param {Card["buttons"]} buttons
 * @param {(token: string, values: string[]) => void} pressed
 */
function drawButtons(buttons, pressed) {
  const drawn = buttons.map((one) =>
    el(
      "button",
      {
        type: "button",
        class: one.style === "plain" ? null : one.style,
        data: { mark: one.label },
        onclick: () => pressed(one.token, []),
      },
      one.label,
    ),
  );
  return el("div", { class: "buttons" }, ...drawn);
}

/**
 * Draw where a card leads to, and what it has to take away. An address that is neither on the web nor a message's here
 * is left out.
 *
 * @param {Card} card
 */
function drawLinks({ links, document: file }) {
  const drawn = links
    .filter(({ url }) => /^(https?:\/\/|\/[^/]+\/[^/]+$)/u.test(url))
    .map(({ label, url }) =>
      url.startsWith("/")
        ? el("button", { type: "button", onclick: () => goTo(url), data: { mark: label } }, label)
        : el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label),
    );
  if (file) {
    const href = `data:${file.media_type};charset=utf-8,${encodeURIComponent(file.text)}`;
    drawn.push(el("a", { href, download: file.name }, file.name));
  }
  return el("div", { class: "buttons links" }, ...drawn);
}

/** Show a message where it stands, if it still does. @param {string} url */
function goTo(url) {
  const [, channel, id] = url.split("/");
  showPane("channel");
  enter(`local:${channel}`);
  requestAnimationFrame(() => {
    const message = document.querySelector(`[data-message="local:${id}"]`);
    if (message instanceof HTMLElement) focusOn(message);
    else toast("This message is gone.");
  });
}

/**
 * @param {import("./api.js").Select} select
 * @param {(token: string, values: string[]) => void} pressed
 */
function drawSelect({ placeholder, token, options }, pressed) {
  const list = el(
    "select",
    { "aria-label": placeholder, data: { mark: placeholder } },
    ...options.map((option) => el("option", { value: option.value }, option.label)),
  );
  const choose = el(
    "button",
    { type: "button", data: { mark: `${placeholder} choose` }, onclick: () => pressed(token, [list.value]) },
    placeholder,
  );
  return el("div", { class: "select" }, list, choose);
}

/**
 * @param {HTMLElement} article
 * @param {boolean} is
 */
function busy(article, is) {
  if (is) article.dataset.busy = "yes";
  else delete article.dataset.busy;
  for (const button of article.querySelectorAll("button")) button.setAttribute("aria-disabled", String(is));
  if (is) find(".error", article).hidden = true;
}
