// What the visitor of an open chat does just now: the words that he has not sent yet, another page, his cart.

const looked = new Map(); // code of a conversation -> how often its visitor has looked elsewhere

document.addEventListener("stream:visitor", ({ detail }) => {
  const writes = document.getElementById("visitor-writes");
  const said = writes && detail[writes.dataset.conversation];
  if (!said) return;
  const { conversation } = writes.dataset;
  writes.hidden = !said.typing;
  writes.querySelector("q").textContent = said.typing;
  if (looked.has(conversation) && looked.get(conversation) === said.looks) return;
  looked.set(conversation, said.looks);
  document.getElementById("visitor")?.dispatchEvent(new Event("visitor:looks"));
});
