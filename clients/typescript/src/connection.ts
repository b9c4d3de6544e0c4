// One log-on and the WebSockets that carry its session, one after the other: calling, coming back, resuming. Knows no operation.
//
// When a socket breaks, the session is resumed behind the last message that came in. What waits for an answer is asked again, and
// commands carry an id, so that they are done once. Where the session is over, the client logs on again; requests that were
// under way end with ConnectionLost then, and `onSession` starts the subscriptions again.

import { AnswerTimeout, CallplaneError, ConnectionFailed, ConnectionLost, LogonRefused } from "./errors.js";
import { AsnLogonErrorEnum, type Events, type Requests } from "./interface.js";
import { baseUrl, createSession, isOver, type Credentials } from "./logon.js";
import { EVENT_ID, read, request, tell, type ServerEvent } from "./messages.js";

/** `reconnecting` until the client is back and all its monitors are, `closed` for good. */
export type ConnectionState = "connected" | "reconnecting" | "closed";

/** The part of a WebSocket that is used; browsers, Node from 22 on and the package `ws` have it. */
export interface WebSocketLike {
  readonly readyState: number;
  send(data: string): void;
  close(): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
}

export interface Options {
  /** Where the server is: http or https. */
  url: string;
  /** User and password, or a token. */
  credentials: Credentials;
  /** The class of WebSockets where the platform has none of its own, such as `ws` on Node 20. */
  webSocket?: (new (url: string) => WebSocketLike) | undefined;
  /** Milliseconds to wait for each answer: 30,000. */
  answerTimeoutMs?: number | undefined;
  /** Come back by itself when the connection breaks (true), for at most `giveUpAfterMs`: 300,000. */
  reconnect?: boolean | undefined;
  giveUpAfterMs?: number | undefined;
}

export interface Handlers {
  onEvent(event: ServerEvent): void;
  onState(state: ConnectionState): void;
  /** The former session is over and a new one has begun: there are no subscriptions yet. */
  onSession(): Promise<void>;
  onEnd(error: CallplaneError | undefined): void;
}

const OPEN = 1;
const TAKEN_OVER = 4001;
const PROBE_MS = 20_000;
const PROBE_ANSWER_MS = 10_000;
const CLOSING_MS = 2_000;
const LONGEST_PAUSE_MS = 5_000;
/** Refusals of a log-on that may be over the next time. */
const PASSING: readonly number[] = [AsnLogonErrorEnum.eNETLOGINNOMOREUSERS, AsnLogonErrorEnum.eNETLOGINTOOMANYATTEMPTS];

/** A request that waits for its answer. `link`: the number of the socket that it was sent on last, 0 for none. */
interface Waiting {
  text: string;
  link: number;
  urgent: boolean;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** How long to wait before an attempt, counted from 0: doubled each time, shortened by chance so that not all come at once. */
export function pause(attempt: number, chance = Math.random()): number {
  return Math.min(LONGEST_PAUSE_MS, 100 * 2 ** Math.min(attempt, 16)) * (0.5 + chance / 2);
}

export class Connection {
  state: ConnectionState = "connected";
  sessionId = "";

  private readonly base: string;
  private readonly timeoutMs: number;
  private readonly prefix = Math.random().toString(36).slice(2);
  private readonly waiting = new Map<number, Waiting>();
  private socket: WebSocketLike | undefined;
  private received = 0;
  private lastInvoke = 0;
  private commands = 0;
  private link = 0; // counts sockets
  private lost: CallplaneError | undefined;
  private probe: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly options: Options,
    private readonly handlers: Handlers,
  ) {
    this.base = baseUrl(options.url);
    this.timeoutMs = options.answerTimeoutMs ?? 30_000;
  }

  /** Log on and connect. LogonRefused, ConnectionFailed. */
  async start(): Promise<void> {
    await this.logOn();
    if (!(await this.open())) throw new ConnectionFailed(`The server at ${this.base} gave no WebSocket: is a proxy in between?`);
    this.watch();
  }

  /** Ask for something and wait for the answer, over breaks of the connection too. Refused, Rejected, AnswerTimeout, ConnectionLost.
   *
   * `onResult` sees the result before any message behind it. What is `urgent` does not wait until everything is restored. */
  invoke<Name extends keyof Requests>(
    name: Name,
    argument: Requests[Name]["argument"],
    how: { onResult?: (result: Requests[Name]["result"]) => void; urgent?: boolean; timeoutMs?: number } = {},
  ): Promise<Requests[Name]["result"]> {
    return new Promise((resolve, reject) => {
      if (this.lost) return reject(this.lost);
      const invokeID = (this.lastInvoke = (this.lastInvoke % (EVENT_ID - 1)) + 1);
      const timeoutMs = how.timeoutMs ?? this.timeoutMs;
      const late = (): void => waiting.reject(new AnswerTimeout(`${name} was not answered within ${timeoutMs} ms`));
      const timer = setTimeout(late, timeoutMs);
      const settled = (): void => {
        clearTimeout(timer);
        this.waiting.delete(invokeID);
      };
      const waiting: Waiting = {
        text: request(invokeID, name, argument, `${this.prefix}-${++this.commands}`),
        link: 0,
        urgent: how.urgent ?? false,
        resolve: (result) => {
          settled();
          how.onResult?.(result as Requests[Name]["result"]);
          resolve(result as Requests[Name]["result"]);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      };
      this.waiting.set(invokeID, waiting);
      if (waiting.urgent || this.state === "connected") this.ask(waiting);
    });
  }

  /** End the session and the connection. */
  async close(): Promise<void> {
    if (this.lost) return;
    const socket = this.socket;
    this.tell("asnLogoff", {});
    this.end(undefined);
    if (!socket || socket.readyState > OPEN) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, CLOSING_MS);
      socket.onclose = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    socket.close();
  }

  // -- links come and go ------------------------------------------------------------------------------------------------

  private async logOn(): Promise<void> {
    this.sessionId = await createSession(this.base, this.options.credentials, this.timeoutMs);
    this.received = -1; // nothing to resume
  }

  /** Open a socket for the session; false when that failed. */
  private open(): Promise<boolean> {
    const kind = this.options.webSocket ?? (globalThis as { WebSocket?: new (url: string) => WebSocketLike }).WebSocket;
    if (!kind) throw new ConnectionFailed("This platform has no WebSocket: give the option webSocket, such as that of the package ws");
    const resume = this.received < 0 ? "" : `&resume=${this.received}`;
    const socket = new kind(`${this.base.replace(/^http/, "ws")}/ws/client/websocket?x-ucsessionid=${this.sessionId}${resume}`);
    return new Promise((resolve) => {
      socket.onerror = () => resolve(false); // of no effect once it was open: then a close follows
      socket.onopen = () => {
        this.socket = socket;
        this.link += 1;
        this.received = Math.max(this.received, 0);
        resolve(true);
      };
      socket.onmessage = ((frame: { data: unknown }) => this.receive(String(frame.data))) as never;
      socket.onclose = ((closed: { code: number }) => {
        if (this.socket === socket) this.broken(closed.code);
        resolve(false);
      }) as never;
    });
  }

  private broken(code: number): void {
    this.socket = undefined;
    clearTimeout(this.probe);
    if (this.lost) return;
    const why = code === TAKEN_OVER ? "another connection has taken the session" : `the connection broke (${code})`;
    if (code === TAKEN_OVER || this.options.reconnect === false) return this.end(new ConnectionLost(why));
    if (this.state === "reconnecting") {
      // It broke again while it was being restored: `comeBack` goes on with the next attempt.
      for (const waiting of [...this.waiting.values()]) if (waiting.urgent) waiting.reject(new ConnectionLost(why));
      return;
    }
    this.change("reconnecting");
    void this.comeBack().catch((error: unknown) => {
      this.end(error instanceof CallplaneError ? error : new ConnectionLost(String(error)));
    });
  }

  private async comeBack(): Promise<void> {
    const last = Date.now() + (this.options.giveUpAfterMs ?? 300_000);
    for (let attempt = 0; !this.lost; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, pause(attempt)));
      if (this.lost || (await this.restored())) return;
      if (Date.now() > last) throw new ConnectionLost(`the connection to ${this.base} was lost and is given up`);
    }
  }

  /** One attempt to have everything back. */
  private async restored(): Promise<boolean> {
    if (await this.open()) {
      try {
        await this.invoke("asnCheckConnection", {}, { urgent: true, timeoutMs: PROBE_ANSWER_MS }); // what was missed comes before
      } catch {
        this.socket?.close();
        return false;
      }
    } else {
      if (!(await isOver(this.base, this.sessionId, this.timeoutMs)) || !(await this.logOnAgain()) || !(await this.open())) return false;
      await this.handlers.onSession();
    }
    if (this.socket?.readyState !== OPEN) return false;
    this.change("connected");
    for (const waiting of [...this.waiting.values()]) if (waiting.link !== this.link) this.ask(waiting);
    this.watch();
    return true;
  }

  /** A new session in place of one that is over; false when that may work later. */
  private async logOnAgain(): Promise<boolean> {
    try {
      await this.logOn();
    } catch (error) {
      if (error instanceof LogonRefused && !PASSING.includes(error.detail)) {
        throw new ConnectionLost(`the session is over, and logging on again failed: ${error.message}`);
      }
      return false;
    }
    const over = new ConnectionLost("the session ended before this was answered");
    for (const waiting of [...this.waiting.values()]) if (waiting.link) waiting.reject(over);
    return true;
  }

  /** Ask now and then whether the server still hears: a dead network is not told to a program. */
  private watch(): void {
    clearTimeout(this.probe);
    this.probe = setTimeout(() => {
      const socket = this.socket;
      this.invoke("asnCheckConnection", {}, { timeoutMs: PROBE_ANSWER_MS }).then(
        () => this.watch(),
        () => {
          if (!socket || this.socket !== socket) return;
          socket.close();
          this.broken(1006);
        },
      );
    }, PROBE_MS);
    (this.probe as { unref?: () => void }).unref?.(); // it keeps no program alive
  }

  private change(state: ConnectionState): void {
    if (this.state === state) return;
    this.state = state;
    this.handlers.onState(state);
  }

  // -- messages -----------------------------------------------------------------------------------------------------------

  private tell<Name extends keyof Events>(name: Name, argument: Events[Name]["argument"]): void {
    this.send(tell(name, argument));
  }

  private ask(waiting: Waiting): void {
    waiting.link = this.link;
    this.send(waiting.text);
  }

  private send(text: string): void {
    if (this.socket?.readyState === OPEN) this.socket.send(text);
  }

  private receive(text: string): void {
    this.received += 1;
    const found = read(text);
    if (found.kind === "event") this.handlers.onEvent(found.event);
    else if (found.kind === "answer") this.waiting.get(found.invokeID)?.resolve(found.result);
    else if (found.kind === "failure") this.waiting.get(found.invokeID)?.reject(found.error);
  }

  private end(error: CallplaneError | undefined): void {
    if (this.lost) return;
    this.lost = error ?? new ConnectionLost("the client was closed");
    clearTimeout(this.probe);
    for (const waiting of [...this.waiting.values()]) waiting.reject(this.lost);
    this.change("closed");
    if (error) this.socket?.close();
    this.handlers.onEnd(error);
  }
}
