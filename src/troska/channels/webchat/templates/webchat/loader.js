{% comment %}The one script a page names. It waits for the page, fetches the widget, and keeps what is said to it meanwhile.{% endcomment %}(() => {
  const script = document.currentScript;
  const key = script?.dataset.key;
  if (!key || window.troska) return;
  const said = [];
  window.troska = (...words) => said.push(words);
  const home = new URL(script.src).origin;
  const longest = 5 * 60 * 1000;
  let wait = 5000;
  const fetchWidget = async () => {
    try {
      const { start } = await import(home + "{{ module|escapejs }}");
      await start({ home, key, said, options: { ...script.dataset } });
    } catch {
      // Our server is away: the page is none the worse for it, and the chat comes when it is back.
      setTimeout(fetchWidget, wait);
      wait = Math.min(longest, wait * 2);
    }
  };
  const whenLoaded = () => setTimeout(fetchWidget, 50);
  if (document.readyState === "complete") whenLoaded();
  else window.addEventListener("load", whenLoaded, { once: true });
})();
