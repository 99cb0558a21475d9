// @ts-check
import { find } from "./dom.js";
import { keep, kept } from "./keep.js";

/** Show the first explanation until it was read. */
export function startIntro() {
  find("#intro").hidden = kept("intro") === "read";
  find("#intro-close").addEventListener("click", () => {
    closeIntro();
    find("#composer-text").focus();
  });
}

/** Put the first explanation away, for good. */
export function closeIntro() {
  find("#intro").hidden = true;
  keep("intro", "read");
}
