// Runs before the first paint: a chosen theme must not flash. In its own file because the content
// security policy allows no inline script. src/app/theme.ts writes what is read here.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("loggia.theme");
  } catch {
    // Storage may be forbidden; then the system's choice holds.
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
