// Choosing whom to write as shows his page at once; without this there is a button for it.

for (const button of document.querySelectorAll("[data-only-without-script]")) button.hidden = true;
for (const select of document.querySelectorAll("[data-submits]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}
