// One log-on of a user and the WebSocket that carries its session (docs/connections.md of the server).
// Knows the envelope of messages, log-on, reconnecting and resuming; not what operations and events mean.

import { operationID, type Events, type Requests } from "../../../clients/typescript/src/interface";

/** The server refuses a request: `detail` is `iErrorDetail`, the message one sentence that says what to do. */
export class Refused extends Error {
  constructor(
    readonly detail: number,
    message: string,
  ) {
    super(message);
  }
}

/** The connection was given up before the answer came. */
export class Abandoned extends Error {}

export type Status =
  | { kind: "connecting" }
  | { kind: "open"; how: "new" | "resumed" | "restarted" }
  | { kind: "waiting"; attempt: number; until: number }
  | { kind: "closed"; why: "left" | "ended" | "taken-over" };

/** A message as it was sent or received, for those who look on. */
export interface Traced {
  direction: "out" | "in";
  at: number;
  message: Envelope;
}

export interface Envelope {
  invoke?: { invokeID: number; operationID: number; argument?: unknown };
  result?: { invokeID: number; result?: { result: unknown } };
  error?: { invokedID: number; error?: { iErrorDetail: number; u8sErrorString: string } };
  reject?: { invokedID: { invokedID?: number }; details?: string };
}

/** What the connection needs of the browser; tests bring their own. */
export interface Surroundings {
  fetch: typeof fetch;
  socket(url: string): WebSocket;
  later(action: () => void, milliseconds: number): unknown;
  cancel(timer: unknown): void;
  now(): number;
  /** Where the server is, without a slash at the end, such as `https://cti.example.com`. */
  origin: string;
}

export type Credentials = { user: string; password: string } | { token: string };

const EVENT = 99999;
const CONNECTING = 0;
const OPEN = 1;
const SESSION_ENDED = 1000;
const TAKEN_OVER = 4001;
const PROBE_MS = 20_000;
const ANSWER_MS = 10_000;
const LONGEST_WAIT_MS = 10_000;
const TOKEN_SECONDS = 12 * 3600;
const LOGIN_TOKEN = 1;

interface Waiting {
  message: Envelope;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Log on over HTTP: the id of a new session. Throws Refused. */
export async function createSession(around: Surroundings, credentials: Credentials): Promise<string> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if ("token" in credentials) headers["x-uctoken"] = credentials.token;
  else headers["authorization"] = `Basic ${base64(`${credentials.user}:${credentials.password}`)}`;
  const address = `${around.origin}/ws/client/createsession?no401=1&clientappid=callplane-console`;
  const reply = await around.fetch(address, { method: "POST", headers, body: "{}" });
  const body = await reply.json();
  if (!reply.ok) throw new Refused(body.error?.iErrorDetail ?? reply.status, body.error?.u8sErrorString ?? reply.statusText);
  return body.sessionid as string;
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** How long to wait before attempt number `attempt` (from 0): growing, with some chance so that not all come at once. */
export function pause(attempt: number, chance = Math.random()): number {
  return attempt === 0 ? 0 : Math.min(LONGEST_WAIT_MS, 250 * 2 ** attempt) * (0.75 + chance / 2);
}

export class Connection {
  status: Status = { kind: "connecting" };
  onStatus: (status: Status) => void = () => {};
  onEvent: (operation: number, argument: unknown) => void = () => {};
  onMessage: (traced: Traced) => void = () => {};
  /** Called when a session is new: there are no monitors yet. Until it is done, the connection is not `open`. */
  onSession: (how: "new" | "restarted") => Promise<void> = async () => {};

  private socket: WebSocket | null = null;
  private received = 0;
  private lastInvoke = 0;
  private attempt = 0;
  private token = "";
  private fresh = true;
  private timer: unknown = null;
  private probe: unknown = null;
  private readonly waiting = new Map<number, Waiting>();
  private readonly prefix = Math.random().toString(36).slice(2);

  /** A connection for a session that there is. Set the handlers, then call `start`. */
  constructor(
    private readonly around: Surroundings,
    private sessionID: string,
  ) {}

  /** The session's id: a secret that is worth a password while the session lives. */
  get session(): string {
    return this.sessionID;
  }

  start(): void {
    this.connect();
  }

  /** Ask for something and wait for the answer, over breaks of the connection too. Throws Refused. */
  invoke<Name extends keyof Requests>(name: Name, argument: Requests[Name]["argument"]): Promise<Requests[Name]["result"]> {
    const invokeID = ++this.lastInvoke;
    const message: Envelope = { invoke: { invokeID, operationID: operationID[name], argument } };
    return new Promise((resolve, reject) => {
      if (this.status.kind === "closed") return reject(new Abandoned());
      this.waiting.set(invokeID, { message, resolve: resolve as (result: unknown) => void, reject });
      this.send(message);
    });
  }

  /** As `invoke`, for what acts: it is done once, although it may be sent again after a break. */
  command<Name extends keyof Requests>(name: Name, argument: Requests[Name]["argument"]): Promise<Requests[Name]["result"]> {
    const given = argument as { optionalParams?: Record<string, unknown> };
    const CommandID = `${this.prefix}-${this.lastInvoke + 1}`;
    return this.invoke(name, { ...argument, optionalParams: { ...given.optionalParams, CommandID } });
  }

  /** End the session. */
  leave(): void {
    const socket = this.socket;
    if (socket?.readyState !== CONNECTING) {
      this.tell("asnLogoff", {});
      return this.close("left");
    }
    socket.onopen = () => {
      this.tell("asnLogoff", {});
      this.close("left");
    };
    this.stop("left");
  }

  /** Come back now instead of waiting on. */
  hurry(): void {
    if (this.status.kind !== "waiting") return;
    this.around.cancel(this.timer);
    this.connect();
  }

  // -- inside ---------------------------------------------------------------------------------------------------------

  private tell<Name extends keyof Events>(name: Name, argument: Events[Name]["argument"]): void {
    this.send({ invoke: { invokeID: EVENT, operationID: operationID[name], argument } });
  }

  private send(message: Envelope): void {
    if (this.socket?.readyState !== OPEN) return; // what waits for an answer is sent when the connection is back
    this.socket.send(JSON.stringify(message));
    this.onMessage({ direction: "out", at: this.around.now(), message });
  }

  private connect(): void {
    if (this.status.kind === "closed") return;
    this.set({ kind: "connecting" });
    const resume = this.fresh ? "" : `&resume=${this.received}`;
    const address = `${this.around.origin.replace(/^http/, "ws")}/ws/client/websocket?x-ucsessionid=${this.sessionID}${resume}`;
    const socket = this.around.socket(address);
    let opened = false;
    this.socket = socket;
    socket.onopen = () => {
      opened = true;
      void this.opened();
    };
    socket.onmessage = (frame) => this.receive(String(frame.data));
    socket.onclose = (closed) => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.around.cancel(this.probe);
      if (closed.code === SESSION_ENDED) this.close("ended");
      else if (closed.code === TAKEN_OVER) this.close("taken-over");
      else void this.comeBack(opened);
    };
  }

  private async opened(): Promise<void> {
    const how = this.fresh ? (this.token ? "restarted" : "new") : "resumed";
    this.attempt = 0;
    if (this.fresh) {
      this.fresh = false;
      try {
        await this.onSession(how as "new" | "restarted");
        await this.fetchToken();
      } catch {
        return; // it closed meanwhile
      }
    } else {
      for (const { message } of this.waiting.values()) this.send(message);
    }
    this.set({ kind: "open", how });
    this.watch();
  }

  /** A token to log on with again when the session is gone, such as after a restart of the server. */
  private async fetchToken(): Promise<void> {
    try {
      this.token = (await this.invoke("asnGetUserTokenV2", { iType: LOGIN_TOKEN, iTTL: TOKEN_SECONDS })).sToken;
    } catch {
      this.token = ""; // then the user logs on by hand
    }
  }

  /** Ask now and then whether the server still hears; a dead network is not told to a page. */
  private watch(): void {
    this.around.cancel(this.probe);
    this.probe = this.around.later(() => {
      const socket = this.socket;
      const silent = this.around.later(() => {
        if (this.socket === socket) this.lose();
      }, ANSWER_MS);
      void this.invoke("asnCheckConnection", {})
        .catch(() => undefined)
        .then(() => {
          this.around.cancel(silent);
          if (this.socket === socket && socket) this.watch();
        });
    }, PROBE_MS);
  }

  private lose(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    void this.comeBack(true);
  }

  private async comeBack(wasOpen: boolean): Promise<void> {
    if (!wasOpen && (await this.isGone()) && !(await this.logOnAgain())) return this.close("ended");
    if (this.status.kind === "closed") return;
    const wait = pause(this.attempt);
    this.set({ kind: "waiting", attempt: this.attempt, until: this.around.now() + wait });
    this.attempt += 1;
    this.timer = this.around.later(() => this.connect(), wait);
  }

  /** Whether the server answers that it does not know the session any more. */
  private async isGone(): Promise<boolean> {
    try {
      const headers = { "x-ucsessionid": this.sessionID, "content-type": "application/json" };
      const reply = await this.around.fetch(`${this.around.origin}/ws/client/asnCheckConnection`, {
        method: "POST",
        headers,
        body: "{}",
      });
      return reply.status === 401;
    } catch {
      return false;
    }
  }

  private async logOnAgain(): Promise<boolean> {
    if (!this.token) return false;
    try {
      this.sessionID = await createSession(this.around, { token: this.token });
    } catch (error) {
      return !(error instanceof Refused); // no network: try again later
    }
    this.abandon();
    this.received = 0;
    this.fresh = true;
    return true;
  }

  private receive(text: string): void {
    this.received += 1;
    const [message] = JSON.parse(text) as [Envelope];
    this.onMessage({ direction: "in", at: this.around.now(), message });
    if (message.invoke) this.onEvent(message.invoke.operationID, message.invoke.argument);
    else if (message.result) this.answered(message.result.invokeID, (it) => it.resolve(message.result?.result?.result));
    else if (message.error) {
      const { iErrorDetail = 1, u8sErrorString = "" } = message.error.error ?? {};
      this.answered(message.error.invokedID, (it) => it.reject(new Refused(iErrorDetail, u8sErrorString)));
    } else if (message.reject) {
      const { invokedID, details = "" } = message.reject;
      this.answered(invokedID.invokedID ?? 0, (it) => it.reject(new Refused(0, details)));
    }
  }

  private answered(invokeID: number, settle: (waiting: Waiting) => void): void {
    const waiting = this.waiting.get(invokeID);
    this.waiting.delete(invokeID);
    if (waiting) settle(waiting);
  }

  private abandon(): void {
    for (const waiting of this.waiting.values()) waiting.reject(new Abandoned());
    this.waiting.clear();
  }

  private close(why: "left" | "ended" | "taken-over"): void {
    this.stop(why);
    this.socket?.close(1000);
    this.socket = null;
  }

  private stop(why: "left" | "ended" | "taken-over"): void {
    this.around.cancel(this.timer);
    this.around.cancel(this.probe);
    this.set({ kind: "closed", why });
    this.abandon();
  }

  private set(status: Status): void {
    this.status = status;
    this.onStatus(status);
  }
}
