// The HTTP exchanges that make a session and tell whether it lives. Knows addresses and credentials; nothing of messages.

import { ConnectionFailed, LogonRefused } from "./errors.js";

/** How to log on: with user and password, or with a token. */
export type Credentials = { user: string; password: string } | { token: string };

/** `http://host:port` or `https://host:port`, a path is kept. ConnectionFailed for anything else. */
export function baseUrl(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new ConnectionFailed(`"${url}" is no address of a server: write it like http://127.0.0.1:7224`);
  }
  const scheme = { "http:": "http:", "https:": "https:", "ws:": "http:", "wss:": "https:" }[parsed.protocol];
  if (scheme === undefined) throw new ConnectionFailed(`"${url}" is no address of a server: use http or https`);
  return `${scheme}//${parsed.host}${parsed.pathname.replace(/\/+$/, "")}`;
}

/** Log on; the id of the new session. LogonRefused, ConnectionFailed. */
export async function createSession(base: string, credentials: Credentials, patienceMs: number): Promise<string> {
  const headers: Record<string, string> = { "content-type": "application/json", "x-no401": "1" };
  if ("token" in credentials) headers["x-uctoken"] = credentials.token;
  else headers["authorization"] = `Basic ${base64(`${credentials.user}:${credentials.password}`)}`;
  const answer = await post(`${base}/ws/client/createsession`, headers, patienceMs);
  const found = answer.body as { sessionid?: string; error?: { iErrorDetail?: number; u8sErrorString?: string } };
  if (typeof found.sessionid === "string") return found.sessionid;
  const text = found.error?.u8sErrorString;
  if (answer.status >= 400 && answer.status < 500 && found.error) {
    throw new LogonRefused(found.error.iErrorDetail ?? 101, text || "The log-on was refused: check user and password");
  }
  throw new ConnectionFailed(`The server at ${base} gives no session: ${text || `it answered HTTP ${answer.status}`}`);
}

/** Whether the server says that a session is over; false too where nobody answers. */
export async function isOver(base: string, sessionId: string, patienceMs: number): Promise<boolean> {
  const headers = { "content-type": "application/json", "x-ucsessionid": sessionId };
  try {
    return (await post(`${base}/ws/client/asnCheckConnection`, headers, patienceMs)).status === 401;
  } catch {
    return false;
  }
}

async function post(url: string, headers: Record<string, string>, patienceMs: number): Promise<{ status: number; body: unknown }> {
  try {
    const answer = await fetch(url, { method: "POST", headers, body: "{}", signal: AbortSignal.timeout(patienceMs) });
    const text = await answer.text();
    let body: unknown = {};
    try {
      body = JSON.parse(text);
    } catch {
      // no JSON: the status will have to do
    }
    return { status: answer.status, body: typeof body === "object" && body !== null ? body : {} };
  } catch {
    throw new ConnectionFailed(`No server answers at ${new URL(url).origin}: check the address, and whether the server runs`);
  }
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
