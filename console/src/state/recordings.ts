// Recorded calls, which the server gives over HTTP (docs/routes.md of the server). The session rides in a header, never in an address.

import { ask } from "./ask";

export interface Recording {
  id: string;
  line: string;
  call: string;
  remote_number: string;
  /** Seconds since 1970. */
  started: number;
  seconds: number;
}

/** The recordings that the session's user may hear, newest first. Throws Refused. */
export async function recordings(session: string): Promise<Recording[]> {
  return (await ask(session, "recordings")).json() as Promise<Recording[]>;
}

/** The sound of a recording as a WAV file. Throws Refused. */
export async function sound(session: string, id: string): Promise<Blob> {
  return (await ask(session, `recordings/${encodeURIComponent(id)}`)).blob();
}
