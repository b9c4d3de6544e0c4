// The client as a program sees it: typed calls, events, monitors. Knows the interface's operations; sockets are connection.ts.

import { Connection, type ConnectionState, type Options } from "./connection.js";
import { CallplaneError, ConnectionLost } from "./errors.js";
import {
  AsnCtiEnumPhoneLinesArgumentEnum as LineScope,
  type AsnCtiLineMonitorStartResult,
  type AsnCtiMakeCallArgument,
  type AsnCtiSnapshotPhoneLineResult,
  type Requests,
} from "./interface.js";
import type { ServerEvent } from "./messages.js";
import { EventStream } from "./stream.js";

/** What the client tells of itself, beside what the server tells. */
export type ClientEvent =
  | { name: "connectionChanged"; argument: { state: ConnectionState } }
  /** The session was lost and a new one has begun: this monitor is there again, and this is its line now. */
  | { name: "monitorRestarted"; argument: AsnCtiLineMonitorStartResult };

/** Everything that a program can hear. `name` tells the kind, and with it the type of `argument`. */
export type Event = ServerEvent | ClientEvent;
export type EventName = Event["name"];
export type ArgumentOf<Name extends EventName> = Extract<Event, { name: Name }>["argument"];

const QUEUE_SIZE = 10_000;

/** One subscription to a line: its state at the start, and an asynchronous iterator of the events since, without a gap.
 *
 * It ends when the server stops it (line deleted, right withdrawn) with asnCtiNotifyMonitorStopped as last event, by `stop`, or when a
 * program leaves its loop. */
export class Monitor implements AsyncIterable<Event> {
  /** The line as it was at the start, or at the last `monitorRestarted`. */
  snapshot: AsnCtiLineMonitorStartResult;
  readonly stream: EventStream<Event>;

  /** @internal */
  constructor(
    snapshot: AsnCtiLineMonitorStartResult,
    readonly stop: () => Promise<void>,
  ) {
    this.snapshot = snapshot;
    this.stream = new EventStream<Event>(QUEUE_SIZE, () => void stop());
  }

  /** The line's URI. */
  get line(): string {
    return this.snapshot.lineInfo.u8sLinePhoneNumber;
  }

  [Symbol.asyncIterator](): EventStream<Event> {
    return this.stream;
  }
}

/** A logged-in session. Made by `connect`. */
export class Client {
  private readonly connection: Connection;
  private readonly monitors = new Map<string, Monitor>(); // by the present cross-reference id
  private readonly streams = new Set<EventStream<Event>>();
  private readonly handlers = new Map<EventName, Set<(argument: never) => void>>();
  private ended: { error: CallplaneError | undefined } | undefined;

  /** @internal */
  constructor(options: Options) {
    this.connection = new Connection(options, {
      onEvent: (event) => this.route(event),
      onState: (state) => this.deliver({ name: "connectionChanged", argument: { state } }),
      onSession: () => this.restart([...this.monitors.entries()]),
      onEnd: (error) => this.end(error),
    });
  }

  /** @internal */
  start(): Promise<void> {
    return this.connection.start();
  }

  /** The id of the present session, good for other HTTP calls to the server. It is worth a password. */
  get sessionId(): string {
    return this.connection.sessionId;
  }

  get state(): ConnectionState {
    return this.connection.state;
  }

  /** Call any operation by its name. Refused, Rejected, AnswerTimeout, ConnectionLost.
   *
   * While the connection is away it waits for it. Commands are done once, also when they had to be repeated. */
  call<Name extends keyof Requests>(name: Name, argument: Requests[Name]["argument"]): Promise<Requests[Name]["result"]> {
    return this.connection.invoke(name, argument);
  }

  /** End the session. Iterators end. */
  close(): Promise<void> {
    return this.connection.close();
  }

  // -- events -------------------------------------------------------------------------------------------------------------

  /** An asynchronous iterator of all events from now on, of all monitors. */
  events(queueSize = QUEUE_SIZE): EventStream<Event> {
    const stream: EventStream<Event> = new EventStream(queueSize, () => this.streams.delete(stream));
    this.streams.add(stream);
    if (this.ended) stream.end(this.ended.error);
    return stream;
  }

  /** Call a function with the argument of each event of a kind; gives a function that ends this. */
  on<Name extends EventName>(name: Name, handler: (argument: ArgumentOf<Name>) => void): () => void {
    const handlers = this.handlers.get(name) ?? new Set();
    this.handlers.set(name, handlers.add(handler));
    return () => void handlers.delete(handler);
  }

  /** Subscribe to a line, by URI or number. It is started again by itself when the session had to be made anew. */
  async monitor(line: string): Promise<Monitor> {
    let monitor: Monitor | undefined;
    const onResult = (result: AsnCtiLineMonitorStartResult): void => {
      monitor = new Monitor(result, () => this.stop(monitor as Monitor));
      this.monitors.set(result.u8sMonitorCrossRefID, monitor);
    };
    await this.connection.invoke("asnCtiLineMonitorStart", { u8sLinePhoneNumber: line }, { onResult });
    return monitor as unknown as Monitor;
  }

  /** Subscribe to all lines of a scope: the user's own ones, or userMonitorLines for all that he sees. */
  async monitorLines(scope: LineScope = LineScope.userOwnLines): Promise<Monitor[]> {
    const { seqLines } = await this.call("asnCtiEnumPhoneLines", { typeofLines: scope, attachChangeNotify: 0 });
    return Promise.all(seqLines.map((line) => this.monitor(line.u8sLinePhoneNumber)));
  }

  private async stop(monitor: Monitor): Promise<void> {
    const reference = monitor.snapshot.u8sMonitorCrossRefID;
    if (this.monitors.get(reference) !== monitor) return;
    this.monitors.delete(reference);
    monitor.stream.end();
    if (this.state === "connected") await this.call("asnCtiLineMonitorStop", { u8sMonitorCrossRefID: reference }).catch(() => undefined);
  }

  private route(event: ServerEvent): void {
    if (event.name === "asnCtiNotifyMonitorStopped") {
      const reference = event.argument.u8sMonitorCrossRefID;
      const monitor = this.monitors.get(reference);
      if (monitor) return void this.restart([[reference, monitor]]); // it can be that only events were lost on the way
    }
    this.deliver(event);
  }

  /** Have monitors again that the server has ended; those that it does not grant any more come to their end. */
  private async restart(monitors: [string, Monitor][]): Promise<void> {
    await Promise.all(
      monitors.map(async ([reference, monitor]) => {
        this.monitors.delete(reference);
        const onResult = (result: AsnCtiLineMonitorStartResult): void => {
          monitor.snapshot = result;
          this.monitors.set(result.u8sMonitorCrossRefID, monitor);
          this.deliver({ name: "monitorRestarted", argument: result });
        };
        try {
          await this.connection.invoke("asnCtiLineMonitorStart", { u8sLinePhoneNumber: monitor.line }, { onResult, urgent: true });
        } catch (error) {
          if (error instanceof ConnectionLost) return void this.monitors.set(reference, monitor); // the next session will have it
          const stopped = { name: "asnCtiNotifyMonitorStopped", argument: { u8sMonitorCrossRefID: reference } } as const;
          this.deliver(stopped);
          monitor.stream.put(stopped);
          monitor.stream.end();
        }
      }),
    );
  }

  private deliver(event: Event): void {
    const argument = event.argument as { u8sMonitorCrossRefID?: string; u8sLineMonitorCrossRefID?: string };
    this.monitors.get(argument.u8sMonitorCrossRefID ?? argument.u8sLineMonitorCrossRefID ?? "")?.stream.put(event);
    for (const stream of this.streams) stream.put(event);
    for (const handler of this.handlers.get(event.name) ?? []) handler(event.argument as never);
  }

  private end(error: CallplaneError | undefined): void {
    this.ended = { error };
    for (const stream of [...this.streams, ...[...this.monitors.values()].map((monitor) => monitor.stream)]) stream.end(error);
    this.monitors.clear();
  }

  // -- the operations that most programs need; all others by `call` ---------------------------------------------------------

  /** A line's state, once. */
  snapshot(line: string): Promise<AsnCtiSnapshotPhoneLineResult> {
    return this.call("asnCtiSnapshotPhoneLine", { u8sLinePhoneNumber: line });
  }

  /** Dial a number on a line; gives the new call's id (u8sConnectionID), before any event of that call. */
  async makeCall(line: string, number: string, more: Partial<AsnCtiMakeCallArgument> = {}): Promise<string> {
    const argument = { u8sPhoneNumberFrom: line, u8sPhoneNumberTo: number, iNumberFormat: 0, ...more };
    return (await this.call("asnCtiMakeCall", argument)).u8sConnectionID;
  }

  /** Answer a call that is offered. */
  async answerCall(call: string): Promise<void> {
    await this.call("asnCtiAnswerCall", { u8sConnectionID: call });
  }

  /** Hang up a call, or reject one that is offered. */
  async dropCall(call: string): Promise<void> {
    await this.call("asnCtiDropCall", { u8sConnectionID: call });
  }

  /** Send an offered call to a number, or transfer a connected one there without asking. */
  async redirectCall(call: string, number: string): Promise<void> {
    await this.call("asnCtiRedirectCall", { u8sContactID: "", u8sConnectionID: call, u8sPhoneNumber: number, iNumberFormat: 0 });
  }

  /** Put a connected call on hold; with false take it back. */
  async hold(call: string, on = true): Promise<void> {
    await this.call("asnCtiHold", { bHold: on, u8sConnectionID: call });
  }

  /** Connect the other parties of an active and a held call of one line; both calls end here. */
  async mergeCalls(call: string, other: string): Promise<void> {
    await this.call("asnCtiMergeCalls", { u8sConnectionID1: call, u8sConnectionID2: other });
  }

  /** Set data that ride on a call; an empty value removes its key. */
  async setCallData(call: string, data: Record<string, string>): Promise<void> {
    const callDataList = Object.entries(data).map(([key, value]) => ({ key, value }));
    await this.call("asnCtiSetCallData", { u8sConnectionID: call, callDataList });
  }

  /** Set or clear do-not-disturb of a line. */
  async setDoNotDisturb(line: string, on: boolean): Promise<void> {
    await this.call("asnCtiLineSetDoNotDisturb", { u8sLinePhoneNumber: line, bDoNotDisturb: on });
  }
}

/** Log on and connect. LogonRefused, ConnectionFailed. */
export async function connect(options: Options): Promise<Client> {
  const client = new Client(options);
  await client.start();
  return client;
}
