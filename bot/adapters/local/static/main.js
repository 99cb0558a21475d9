// @ts-check
import { announce, toast } from "./announce.js";
import { call, follow } from "./api.js";
import { drawChannel, enter, seeEverything } from "./channel.js";
import { drawComposer, startComposer } from "./composer.js";
import { find, tone } from "./dom.js";
import { startIntro } from "./intro.js";
import { keep } from "./keep.js";
import { toggleMenu } from "./menu.js";
import { drawPanes } from "./panes.js";
import { redraw, showPane, state, watch } from "./state.js";

/** @typedef {import("./api.js").View} View */

const THEMES = ["auto", "light", "dark"];
const LOST_AFTER_MS = 800;
const FIRST = document.body.dataset.first ?? "";
const PREFIX = FIRST.slice(0, FIRST.indexOf(":") + 1);

let stop = () => {};
let lost = 0;

/**
 * Be somebody: see what they see from now on.
 *
 * @param {string} member
 */
function become(member) {
  stop();
  Object.assign(state, { member, view: null });
  writeAddress();
  stop = follow(member, {
    seen: (view) => {
      const isNew = state.view === null;
      state.view = view;
      if (isNew) arrive(view);
      setLost(false);
      redraw();
    },
    lost: () => setLost(true),
    unknown: () => (member === FIRST ? setLost(true) : become(FIRST)),
  });
}

/**
 * Settle in after a change of person: find the channel, and say who one is now.
 *
 * @param {View} view
 */
function arrive(view) {
  if (!view.channels.some((one) => one.id === state.channel)) state.channel = view.channels[0]?.id ?? "";
  seeEverything();
  announce(`You are ${view.me.name}: ${view.me.about}.`);
}

// The address remembers who one is and where, so that two tabs can be two people.

function readAddress() {
  const [, member, channel] = decodeURIComponent(location.hash).split("/");
  return { member: member ? PREFIX + member : FIRST, channel: channel ? PREFIX + channel : "" };
}

function writeAddress() {
  const short = [state.member, state.channel].map((one) => encodeURIComponent(one.slice(PREFIX.length)));
  history.replaceState(null, "", `#/${short.join("/")}`);
}

function followAddress() {
  const { member, channel } = readAddress();
  state.channel = channel || state.channel;
  if (member !== state.member) become(member);
  else redraw();
}

/** @param {boolean} is */
function setLost(is) {
  window.clearTimeout(lost);
  if (is) lost = window.setTimeout(() => (find("#link").hidden = false), LOST_AFTER_MS);
  else find("#link").hidden = true;
}

function drawTop() {
  const me = state.view?.me;
  if (!me) return;
  writeAddress();
  find("#who-name").textContent = me.name;
  find("#who-about").textContent = me.about;
  const picture = find("#who .avatar");
  picture.textContent = me.name.slice(0, 1);
  picture.dataset.tone = tone(me.name);
  const replay = find('[data-tool="replay"]');
  replay.textContent = replayLabel();
  replay.setAttribute("aria-disabled", String(state.view?.replaying));
}

function replayLabel() {
  return state.view?.replaying ? "Playing…" : "Play the sample conversation";
}

function themeLabel() {
  return `Theme: ${document.documentElement.dataset.theme}`;
}

const tools = /** @type {Record<string, () => void>} */ ({
  async replay() {
    if (state.view?.replaying) return;
    const answer = await call("replay", {});
    if (answer.error) toast(answer.error);
  },
  reset: () => open_("#reset-dialog"),
  theme() {
    const root = document.documentElement;
    const theme = THEMES[(THEMES.indexOf(root.dataset.theme ?? "auto") + 1) % THEMES.length] ?? "auto";
    root.dataset.theme = theme;
    find('[data-tool="theme"]').textContent = themeLabel();
    announce(themeLabel());
    keep("theme", theme);
  },
  help: () => open_("#help-dialog"),
});

/** @param {string} selector */
function open_(selector) {
  /** @type {HTMLDialogElement} */ (find(selector)).showModal();
}

function startTop() {
  find('[data-tool="theme"]').textContent = themeLabel();
  for (const button of document.querySelectorAll("[data-tool]")) {
    if (button instanceof HTMLElement) button.addEventListener("click", () => tools[button.dataset.tool ?? ""]?.());
  }
  const who = find("#who");
  who.addEventListener("click", () => toggleMenu(who, "Who you are", people));
  const more = find("#more");
  more.addEventListener("click", () =>
    toggleMenu(more, "More", () => [
      { label: replayLabel(), run: () => tools.replay?.() },
      { label: "Start afresh", run: () => tools.reset?.() },
      { label: themeLabel(), run: () => tools.theme?.() },
      { label: "Help", run: () => tools.help?.() },
    ]),
  );
  find("#skip").addEventListener("click", () => {
    showPane("channel");
    find("#composer-text").focus();
  });
  find("#become button").addEventListener("click", () => {
    const moderator = state.view?.members.find((one) => one.role === "moderator");
    if (moderator) become(moderator.id);
    find("#who").focus();
  });
}

function people() {
  return (state.view?.members ?? []).map((one) => ({
    label: one.name,
    detail: one.about,
    checked: one.id === state.member,
    run: () => one.id !== state.member && become(one.id),
  }));
}

function startDialogs() {
  for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => button.closest("dialog")?.close());
  }
  find("#reset-yes").addEventListener("click", async () => {
    const answer = await call("reset", {});
    state.answers.clear();
    /** @type {HTMLDialogElement} */ (find("#reset-dialog")).close();
    toast(answer.error ?? "Everything is as it was at first.");
    redraw();
  });
}

watch(drawTop);
watch(drawChannel);
watch(drawComposer);
watch(drawPanes);
for (const tab of document.querySelectorAll(".tabs [data-pane]")) {
  tab.addEventListener("click", () => showPane(/** @type {any} */ (tab).dataset.pane));
}
startTop();
startDialogs();
startIntro();
startComposer(become);
window.addEventListener("hashchange", followAddress);
state.channel = readAddress().channel;
become(readAddress().member);
