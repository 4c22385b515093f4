// Holds ONE connection to the live stream for all tabs of this browser and hands on what it hears.
// Runs as a (module) SharedWorker; a tab in a browser without one imports `openStream` from here.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 20_000;
// The server beats every 10 s (HEARTBEAT_SECONDS): who hears none for this long has a line that died without a word.
const SILENCE = 25_000;
const WATCH_EVERY = 2500;
const UNTOLD = new Set(["hello", "beat"]);

// Opens a stream that comes back by itself: after a network error by the browser's own means (Last-Event-ID), after a
// refusal or a long silence by a new connection that says where it stood.
export function openStream(url, after, tell) {
  let source = null;
  let position = after;
  let wait = FIRST_WAIT;
  let timer = 0;
  let isAway = false;
  let heardAt = Date.now();

  const away = () => {
    if (!isAway) tell({ name: "away" });
    isAway = true;
  };
  const back = () => {
    if (isAway) tell({ name: "back" });
    isAway = false;
    wait = FIRST_WAIT;
  };
  const hear = (name) => (event) => {
    heardAt = Date.now();
    position = Number(event.lastEventId) || position;
    back();
    if (!UNTOLD.has(name)) tell({ name, position, data: event.data ? JSON.parse(event.data) : {} });
  };

  function open() {
    clearTimeout(timer);
    source?.close();
    heardAt = Date.now();
    source = new EventSource(`${url}?after=${position}`);
    source.onopen = back;
    source.onerror = () => {
      away();
      if (source.readyState === EventSource.CLOSED) again();
    };
    for (const name of ["changed", "resync", "hello", "beat", "presence", "visitor"]) source.addEventListener(name, hear(name));
  }

  function again() {
    clearTimeout(timer);
    timer = setTimeout(open, wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  function watch() {
    if (Date.now() - heardAt < SILENCE) return;
    away();
    open();
  }

  // Somebody looks, perhaps after the computer slept: no waiting for the next try.
  function look() {
    if (isAway) open();
    else watch();
  }

  const watching = setInterval(watch, WATCH_EVERY);
  addEventListener("online", open);
  addEventListener("offline", away);
  open();
  return {
    look,
    get position() {
      return position;
    },
    get isAway() {
      return isAway;
    },
    close() {
      clearInterval(watching);
      clearTimeout(timer);
      source?.close();
    },
  };
}

const ports = new Set();
let connection = null;
let present = {}; // who is in which conversation, for tabs that come later

function tellPorts(message) {
  if (message.name === "presence") {
    const { all, conversations } = message.data;
    present = Object.fromEntries(
      Object.entries({ ...(all ? {} : present), ...conversations }).filter(([, people]) => people.length),
    );
  }
  if (message.name === "away") present = {};
  ports.forEach((each) => each.postMessage(message));
}

const tellPresent = (port) => port.postMessage({ name: "presence", data: { all: true, conversations: present } });

function join(port, { stream, position }) {
  ports.add(port);
  if (!connection) {
    connection = openStream(stream, position, tellPorts);
    return;
  }
  // The page is older than what the others have heard: what fell between was told before it came.
  if (position < connection.position) port.postMessage({ name: "resync", position: connection.position });
  if (connection.isAway) port.postMessage({ name: "away" });
  tellPresent(port);
}

if (typeof SharedWorkerGlobalScope === "function" && self instanceof SharedWorkerGlobalScope) {
  self.onconnect = ({ ports: [port] }) => {
    port.onmessage = ({ data }) => {
      if (data.name === "join") join(port, data);
      if (data.name === "leave") ports.delete(port);
      if (data.name === "ask") tellPresent(port);
      if (data.name === "look") connection?.look();
    };
  };
}
