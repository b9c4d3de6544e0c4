// What was said on the connections, and how each call's states followed each other. Pure; keeps the newest only.

import { operationID, type AsnCtiNotifyLineCallInformationChangedArgument } from "../../../clients/typescript/src/interface";
import type { Envelope, Traced } from "../wire/connection";
import { DESTROYED, type Call } from "./lines";

export const MOST_MESSAGES = 1000;
const MOST_STEPS = 2000;

export type Kind = "invoke" | "result" | "error" | "reject" | "event";

export interface Entry {
  number: number;
  user: string;
  direction: "in" | "out";
  at: number;
  kind: Kind;
  /** The operation's name; of an answer, the one of what it answers. */
  operation: string;
  invokeID: number | null;
  text: string;
}

/** One state that a call of a scenario came to. */
export interface Step {
  tracker: string;
  call: string;
  line: string;
  /** 1 when the call is gone. */
  state: number;
  at: number;
}

const NAMES = new Map<number, string>(Object.entries(operationID).map(([name, id]) => [id, name]));
const EVENT = 99999;

export class Journal {
  readonly entries: Entry[] = [];
  readonly steps: Step[] = [];
  private count = 0;
  private readonly asked = new Map<string, string>();

  /** Note a message of a user's connection. */
  add(user: string, { direction, at, message }: Traced): void {
    const { kind, invokeID } = kindOf(message);
    const key = `${user} ${invokeID}`;
    const id = message.invoke?.operationID;
    const operation = id === undefined ? (this.asked.get(key) ?? "") : (NAMES.get(id) ?? String(id));
    if (kind === "invoke") this.asked.set(key, operation);
    else if (kind !== "event") this.asked.delete(key);
    this.entries.push({ number: ++this.count, user, direction, at, kind, operation, invokeID, text: JSON.stringify(message) });
    if (this.entries.length > MOST_MESSAGES) this.entries.shift();
    if (id === operationID.asnCtiNotifyLineCallInformationChanged) {
      const told = message.invoke?.argument as AsnCtiNotifyLineCallInformationChangedArgument;
      this.step(told.callinformation, told.reason === DESTROYED, at);
    }
  }

  /** Note the state of a call; nothing where it is the one that was noted last. */
  step(call: Call, gone: boolean, at: number): void {
    const id = call.u8sConnectionID;
    const state = gone ? 1 : call.iCallState;
    const last = this.steps.findLast((step) => step.call === id);
    if (last?.state === state && last.tracker === call.u8sTrackerID) return;
    this.steps.push({ tracker: call.u8sTrackerID, call: id, line: call.u8sLinePhoneNumber, state, at });
    if (this.steps.length > MOST_STEPS) this.steps.shift();
  }

  clear(): void {
    this.entries.length = 0;
    this.steps.length = 0;
  }
}

function kindOf(message: Envelope): { kind: Kind; invokeID: number | null } {
  if (message.result) return { kind: "result", invokeID: message.result.invokeID };
  if (message.error) return { kind: "error", invokeID: message.error.invokedID };
  if (message.reject) return { kind: "reject", invokeID: message.reject.invokedID.invokedID ?? null };
  const invokeID = message.invoke?.invokeID ?? null;
  return { kind: invokeID === EVENT ? "event" : "invoke", invokeID };
}

/** The entries that hold every word of a search, in any case. */
export function found(entries: readonly Entry[], search: string): Entry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    const text = `${entry.user} ${entry.kind} ${entry.operation} ${entry.text}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The scenarios that were seen, newest first, with their first moment. */
export function scenarios(steps: readonly Step[]): { tracker: string; at: number; lines: string[] }[] {
  const seen = new Map<string, { tracker: string; at: number; lines: string[] }>();
  for (const step of steps) {
    const scenario = seen.get(step.tracker) ?? { tracker: step.tracker, at: step.at, lines: [] };
    if (!scenario.lines.includes(step.line)) scenario.lines.push(step.line);
    seen.set(step.tracker, scenario);
  }
  return [...seen.values()].reverse();
}

/** One bar of a timeline: a call was in a state for a while. `to` is null while it still is. */
export interface Bar {
  call: string;
  line: string;
  state: number;
  from: number;
  to: number | null;
}

/** The bars of a scenario, call by call in the order in which they came. A call that changed scenarios is shown whole. */
export function timeline(steps: readonly Step[], tracker: string): Bar[] {
  const calls = new Set(steps.filter((step) => step.tracker === tracker).map((step) => step.call));
  return [...calls].flatMap((call) => {
    const own = steps.filter((step) => step.call === call);
    return own.flatMap((step, i) =>
      step.state === 1 ? [] : [{ call, line: step.line, state: step.state, from: step.at, to: own[i + 1]?.at ?? null }],
    );
  });
}
