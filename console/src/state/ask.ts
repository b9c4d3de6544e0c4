// What the server tells over HTTP beside the WebSocket (docs/routes.md of the server). The session rides in a header, never in an address.

import { Refused } from "../wire/connection";

/** Throws Refused. */
export async function ask(session: string, path: string): Promise<Response> {
  const reply = await fetch(path, { headers: { "x-ucsessionid": session } });
  if (reply.ok) return reply;
  const answer = await reply.json().catch(() => ({}));
  throw new Refused(reply.status, answer.error?.u8sErrorString ?? reply.statusText);
}

/** What the session's user may do on which line (URI): `owner`, `control`, or less. Throws Refused. */
export async function rights(session: string): Promise<Record<string, string>> {
  return (await ask(session, "rights")).json() as Promise<Record<string, string>>;
}
