// The envelope of messages (ROSE, as JSON) and how an answer becomes a result or an error. Pure.

import { Refused, Rejected, type CallplaneError } from "./errors.js";
import { operationID, type Events, type Requests } from "./interface.js";

/** The invokeID of every event. */
export const EVENT_ID = 99999;

/** A message, as docs/connections.md and the AsyncAPI document of the server describe it. */
export interface Envelope {
  invoke?: { invokeID: number; operationID: number; operationName?: string; argument?: unknown };
  result?: { invokeID: number; result?: { result?: unknown } };
  error?: { invokedID: number; error?: { iErrorDetail?: number; u8sErrorString?: string } };
  reject?: { invokedID?: { invokedID?: number }; details?: string };
}

/** What the server tells by itself. */
export type ServerEvent = { [Name in keyof Events]: { name: Name; argument: Events[Name]["argument"] } }[keyof Events];

/** What a message brings: an event, or the answer to a request. */
export type Received =
  | { kind: "event"; event: ServerEvent }
  | { kind: "answer"; invokeID: number; result: unknown }
  | { kind: "failure"; invokeID: number; error: CallplaneError }
  | { kind: "other" };

const names = new Map(Object.entries(operationID).map(([name, id]) => [id as number, name]));

/** The names of all that acts: each is sent with an id of its own, so that repeating it does it once. */
const COMMANDS: ReadonlySet<keyof Requests> = new Set<keyof Requests>([
  "asnCtiMakeCall",
  "asnCtiDropCall",
  "asnCtiLineDropCall",
  "asnCtiAnswerCall",
  "asnCtiRedirectCall",
  "asnCtiPickupCall",
  "asnCtiHold",
  "asnCtiSwapHold",
  "asnCtiMergeCalls",
  "asnCtiConference",
  "asnCtiCompleteCall",
  "asnCtiDialDigits",
  "asnCtiStartCallRecording",
  "asnCtiStopCallRecording",
  "asnCtiSetCallData",
  "asnCtiSetForward",
  "asnCtiRemoveForward",
  "asnCtiLineSetDoNotDisturb",
  "asnCtiLineSetRemoteOffice",
]);

/** A request as text. */
export function request<Name extends keyof Requests>(
  invokeID: number,
  name: Name,
  argument: Requests[Name]["argument"],
  commandID: string,
): string {
  const given = argument as { optionalParams?: Record<string, unknown> };
  const told = COMMANDS.has(name) ? { ...argument, optionalParams: { CommandID: commandID, ...given.optionalParams } } : argument;
  return JSON.stringify({ invoke: { invokeID, operationID: operationID[name], argument: told } });
}

/** An event of the client as text. */
export function tell<Name extends keyof Events>(name: Name, argument: Events[Name]["argument"]): string {
  return JSON.stringify({ invoke: { invokeID: EVENT_ID, operationID: operationID[name], argument } });
}

/** What a text says; `other` for what this client has no use for. */
export function read(text: string): Received {
  const found = JSON.parse(text) as Envelope | [Envelope];
  const message = Array.isArray(found) ? found[0] : found;
  if (message.invoke) {
    const name = names.get(message.invoke.operationID);
    if (message.invoke.invokeID !== EVENT_ID || name === undefined) return { kind: "other" };
    return { kind: "event", event: { name, argument: message.invoke.argument ?? {} } as ServerEvent };
  }
  if (message.result) return { kind: "answer", invokeID: message.result.invokeID, result: message.result.result?.result ?? {} };
  if (message.error) {
    const { iErrorDetail = 1, u8sErrorString = "" } = message.error.error ?? {};
    return { kind: "failure", invokeID: message.error.invokedID, error: new Refused(iErrorDetail, u8sErrorString) };
  }
  const invokeID = message.reject?.invokedID?.invokedID;
  if (invokeID === undefined) return { kind: "other" };
  return { kind: "failure", invokeID, error: new Rejected(message.reject?.details || "the server rejected the request") };
}
