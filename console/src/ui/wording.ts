// How lines and calls are called on the page.

import { t } from "../i18n";
import { shown } from "../numbers";
import { CallType, remoteName, State, type Call, type Line } from "../state/lines";
import type { Phone } from "../state/phone";

/** The name of a line: what its PBX calls it, else its number. */
export function lineName(line: Line, phone: Phone): string {
  return line.info.u8sDescriptor || shown(line.info.u8sPhoneNumber, phone.country.value);
}

/** The other party of a call. */
export function callName(call: Call, phone: Phone): string {
  if (call.iCallType === CallType.controller) return t("call.conference");
  return remoteName(call) || shown(call.u8sRemoteNumberSC, phone.country.value) || t("call.unknown");
}

/** Whether the call is being recorded at the moment. */
export function isRecorded(call: Call): boolean {
  const RECORDED = 2;
  return call.iCallRecordingState === RECORDED;
}

/** Two letters for a picture of somebody. */
export function initials(name: string): string {
  const words = name.match(/\p{L}+/gu) ?? [];
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => word?.[0]?.toUpperCase() ?? "").join("") || "#";
}

/** The colour of a state: what a person must do with it. */
export function tone(state: number): string {
  switch (state) {
    case State.offering:
    case State.ringback:
    case State.dialing:
      return "ringing";
    case State.connected:
    case State.conferenced:
      return "talking";
    case State.hold:
      return "held";
    case State.busy:
      return "busy";
  }
  return "over";
}

/** What goes on on a line, as its dot shows it. */
export function activity(line: Line): "out" | "ringing" | "talking" | "free" {
  const OPEN = 2;
  if (line.info.iLineOpenStatus !== OPEN) return "out";
  const states = line.calls.map((call) => call.iCallState);
  if (states.includes(State.offering)) return "ringing";
  return states.some((state) => state !== State.disconnected) ? "talking" : "free";
}
