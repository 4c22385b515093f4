// Runs before the first paint, so that panes stand at once where this person put them; panes.js lets them be moved.
try {
  const kept = JSON.parse(localStorage.getItem("szerokości") ?? "{}");
  for (const [name, width] of Object.entries(kept)) {
    if (Number.isFinite(width)) document.documentElement.style.setProperty(`--${name}-width`, `${width}px`);
  }
  if (localStorage.getItem("panel klienta") === "zwinięty") document.documentElement.dataset.customer = "folded";
} catch {
  // A browser that keeps nothing shows the usual widths.
}
