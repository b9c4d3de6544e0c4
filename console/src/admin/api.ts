// The administration interface of the server (docs/administration.md), as the session's user.

import { Refused } from "../wire/connection";

export interface Overview {
  version: string;
  ucsid: string;
  started: number;
  now: number;
  ready: boolean;
  pbxs: Record<string, boolean>;
  store: boolean;
  listening: boolean;
}

export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface Metrics {
  now: number;
  samples: Sample[];
}

export interface Problem {
  kind: "configuration" | "link" | "lines" | "users";
  line: number;
  text: string;
  remedy: string;
}

export interface User {
  name: string;
  display_name: string;
  administrator: boolean;
  state: "enabled" | "disabled" | "locked";
  created: number;
  lines: string[];
  sessions: number;
}

export interface KnownLine {
  uri: string;
  number: string;
  description: string;
}

export interface AdminLine extends KnownLine {
  pbx: string;
  owners: string[];
  status: string;
  calls: string[];
  do_not_disturb: boolean;
  forwards: number;
  remote_office: boolean;
  can: string[];
  emulated: string[];
}

export interface RightsMatrix {
  lines: KnownLine[];
  users: { name: string; display_name: string; rights: Record<string, string> }[];
}

export interface Pbx {
  name: string;
  driver: string;
  location: string;
  up: boolean;
  since: number | null;
  reason: string;
  lines: number;
  calls: number;
  can: string[];
  emulated: string[];
  cannot: string[];
}

export interface SessionInfo {
  name: string;
  user: string;
  client: string;
  connected: boolean;
  encoding: string;
  monitors: number;
  waiting_bytes: number;
}

export interface AuditEntry {
  number: number;
  time: number;
  user: string;
  session: string;
  action: string;
  line: string;
  call: string;
  target: string;
  outcome: string;
  text: string;
}

export interface SipPhone {
  pbx: string;
  name: string;
  extension: string;
  auto_answer: boolean;
  created: number;
  /** Where it is registered from; empty when it is not. */
  registered: string[];
}

interface Answers {
  phones: SipPhone[];
  overview: Overview;
  metrics: Metrics;
  problems: Problem[];
  users: User[];
  lines: AdminLine[];
  rights: RightsMatrix;
  pbxs: Pbx[];
  sessions: SessionInfo[];
}

export class AdminApi {
  constructor(private readonly session: string) {}

  get<Name extends keyof Answers>(name: Name): Promise<Answers[Name]> {
    return this.ask("GET", name) as Promise<Answers[Name]>;
  }

  audit(after: number): Promise<AuditEntry[]> {
    return this.ask("GET", `audit/${after}`) as Promise<AuditEntry[]>;
  }

  /** Change something; the parts of the path are written as they are meant. Throws Refused. */
  async change(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string[], body: object = {}): Promise<void> {
    await this.ask(method, path.map(encodeURIComponent).join("/"), body);
  }

  private async ask(method: string, path: string, body?: object): Promise<unknown> {
    const reply = await fetch(`admin/v1/${path}`, {
      method,
      headers: { "x-ucsessionid": this.session, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer = await reply.json();
    if (!reply.ok) throw new Refused(reply.status, answer.error?.u8sErrorString ?? reply.statusText);
    return answer;
  }
}
