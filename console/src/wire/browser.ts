// What a connection needs, as the browser has it. The server is where the page came from, below a path of a proxy too.

import type { Surroundings } from "./connection";

export const browser: Surroundings = {
  fetch: (...given) => fetch(...given),
  socket: (url) => new WebSocket(url),
  later: (action, milliseconds) => setTimeout(action, milliseconds),
  cancel: (timer) => clearTimeout(timer as number),
  now: () => Date.now(),
  origin: new URL(".", document.baseURI).href.replace(/\/$/, ""),
};
