// The live stream's client: one connection per browser, shared by its tabs through a SharedWorker; where there is
// none, the tab opens a connection of its own. What it hears becomes events on `document`:
//   stream:changed {conversation, kind, actor}   stream:resync   stream:away   stream:back
//   stream:presence {all, conversations}, told again to who says stream:ask because he was not listening yet
//
// The same file is not loaded in the worker; `stream-worker.js` holds the connection by the same rules.

const { stream, streamWorker, streamName } = document.body.dataset;
let position = Number(document.body.dataset.position) || 0;

const say = (name, detail) => document.dispatchEvent(new CustomEvent(`stream:${name}`, { detail }));

function heard(message) {
  if (message.position) position = Math.max(position, message.position);
  say(message.name, message.data);
}

function throughWorker() {
  const worker = new SharedWorker(streamWorker, { name: streamName, type: "module" });
  worker.port.onmessage = ({ data }) => heard(data);
  worker.port.start();
  const join = () => worker.port.postMessage({ name: "join", stream, position });
  join();
  document.addEventListener("stream:ask", () => worker.port.postMessage({ name: "ask" }));
  addEventListener("pagehide", () => worker.port.postMessage({ name: "leave" }));
  addEventListener("pageshow", ({ persisted }) => persisted && (join(), say("resync")));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") worker.port.postMessage({ name: "look" });
  });
  return worker;
}

async function alone() {
  const { openStream } = await import(streamWorker);
  const connection = openStream(stream, position, heard);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") connection.look();
  });
  addEventListener("pageshow", ({ persisted }) => persisted && say("resync"));
}

if (stream) {
  if (typeof SharedWorker === "function") throughWorker();
  else alone();
}
