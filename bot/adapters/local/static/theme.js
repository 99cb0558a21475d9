// @ts-check
// Loaded before the page is drawn, so that a chosen theme never flashes.
try {
  document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "auto";
} catch {
  // Storage is off: the system's own theme it is.
}
