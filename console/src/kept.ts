// What the browser keeps of this page: choices for ever, sessions as long as its tab lives; never a password. A browser that keeps
// nothing is fine.

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(`callplane.${name}`);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`callplane.${name}`, value);
  } catch {
    // private windows may refuse
  }
}

/** A session that goes on when the page is loaded again. Its id is a secret; log-off ends it. */
export interface KeptSession {
  user: string;
  session: string;
}

export function keepSessions(sessions: readonly KeptSession[]): void {
  try {
    if (sessions.length) sessionStorage.setItem("callplane.sessions", JSON.stringify(sessions));
    else sessionStorage.removeItem("callplane.sessions");
  } catch {
    // then the user logs on again
  }
}

export function keptSessions(): KeptSession[] {
  try {
    return JSON.parse(sessionStorage.getItem("callplane.sessions") ?? "[]") as KeptSession[];
  } catch {
    return [];
  }
}
