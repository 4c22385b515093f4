{% comment %}The one script a page names. It waits for the page, fetches the widget, and keeps what is said to it meanwhile.{% endcomment %}(() => {
  const script = document.currentScript;
  const key = script?.dataset.key;
  if (!key || window.troska) return;
  const said = [];
  window.troska = (...words) => said.push(words);
  const home = new URL(script.src).origin;
  const fetchWidget = async () => {
    try {
      const { start } = await import(home + "{{ module|escapejs }}");
      await start({ home, key, said, options: { ...script.dataset } });
    } catch {
      // Our server is away: the page is none the worse for it.
    }
  };
  const whenIdle = () => (window.requestIdleCallback ?? ((run) => setTimeout(run, 200)))(fetchWidget, { timeout: 3000 });
  if (document.readyState === "complete") whenIdle();
  else window.addEventListener("load", whenIdle, { once: true });
})();
