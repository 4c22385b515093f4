// Says on the page what the library would say to the console: a key was refused, or nobody touched it in time.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const place of document.querySelectorAll("[data-passkey-error]")) place.hidden = false;
});
