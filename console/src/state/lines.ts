// The lines of one user as the server tells of them: what an event makes of a line. Pure: no connection, no page.

import {
  EnumCallFeatures as Feature,
  operationID,
  type AsnCtiCallInformation,
  type AsnCtiLineInfo,
  type AsnCtiLineMonitorStartResult,
  type AsnCtiNotifyConferenceCreatedArgument,
  type AsnCtiNotifyConferencePartyAddedArgument,
  type AsnLineForward,
  type AsnRemoteOfficeState,
  type Events,
} from "../../../clients/typescript/src/interface";

export type Call = AsnCtiCallInformation;

export interface Line {
  /** The line's URI. */
  id: string;
  /** The monitor that tells of it, empty while there is none. */
  monitor: string;
  info: AsnCtiLineInfo;
  doNotDisturb: boolean;
  forwards: readonly AsnLineForward[];
  remoteOffice: AsnRemoteOfficeState;
  calls: readonly Call[];
}

export const DESTROYED = 12;

export const State = {
  offering: 2,
  dialing: 4,
  ringback: 8,
  busy: 16,
  connected: 32,
  conferenced: 64,
  hold: 128,
  disconnected: 256,
} as const;

export const CallType = { consultation: 1, controller: 2, callback: 3, member: 4 } as const;

/** What is known of a line before it is monitored. */
export function listed(info: AsnCtiLineInfo): Line {
  return {
    id: info.u8sLinePhoneNumber,
    monitor: "",
    info,
    doNotDisturb: false,
    forwards: [],
    remoteOffice: { u8sController: "", iEnabled: 0, u8sDestination: "" },
    calls: [],
  };
}

/** The whole state, as the start of a monitor gives it. */
export function monitored(result: AsnCtiLineMonitorStartResult): Line {
  return {
    id: result.lineInfo.u8sLinePhoneNumber,
    monitor: result.u8sMonitorCrossRefID,
    info: result.lineInfo,
    doNotDisturb: result.iDoNotDisturb !== 0,
    forwards: result.seqLineForwards,
    remoteOffice: result.remoteOfficeState,
    calls: result.seqCalls,
  };
}

/** The monitor's id in an event's argument, which calls it by one of two names. */
export function monitorOf(argument: unknown): string {
  const given = argument as { u8sMonitorCrossRefID?: string; u8sLineMonitorCrossRefID?: string };
  return given.u8sMonitorCrossRefID ?? given.u8sLineMonitorCrossRefID ?? "";
}

/** The line after an event of its monitor. */
export function applied(line: Line, operation: number, argument: unknown): Line {
  switch (operation) {
    case operationID.asnCtiNotifyLineInfoChanged:
      return { ...line, info: told(argument, "asnCtiNotifyLineInfoChanged").lineInfo };
    case operationID.asnCtiNotifyLineDoNotDisturbChanged:
      return { ...line, doNotDisturb: told(argument, "asnCtiNotifyLineDoNotDisturbChanged").iDoNotDisturb !== 0 };
    case operationID.asnCtiNotifyLineForwardingChanged:
      return { ...line, forwards: told(argument, "asnCtiNotifyLineForwardingChanged").seqLineForwards };
    case operationID.asnCtiNotifyLineRemoteOfficeChanged:
      return { ...line, remoteOffice: told(argument, "asnCtiNotifyLineRemoteOfficeChanged").remoteOfficeState };
    case operationID.asnCtiNotifyLineCallInformationChanged: {
      const { reason, callinformation } = told(argument, "asnCtiNotifyLineCallInformationChanged");
      return { ...line, calls: withCall(line.calls, callinformation, reason === DESTROYED) };
    }
    case operationID.asnCtiNotifyLineCallFeaturesChanged: {
      const features = new Map(
        told(argument, "asnCtiNotifyLineCallFeaturesChanged").callFeaturesList.map((it) => [it.u8sConnectionID, it.iFeatures]),
      );
      const calls = line.calls.map((call) => ({ ...call, iFeatures: features.get(call.u8sConnectionID) ?? call.iFeatures }));
      return { ...line, calls };
    }
    case operationID.asnCtiNotifyConferenceCreated:
    case operationID.asnCtiNotifyConferenceDestroyed: {
      const whole = argument as AsnCtiNotifyConferenceCreatedArgument;
      return refreshed(line, [whole.conferenceControllerCallInfo, ...whole.conferenceMemberCallInfoList]);
    }
    case operationID.asnCtiNotifyConferencePartyAdded:
    case operationID.asnCtiNotifyConferencePartyRemoved: {
      const part = argument as AsnCtiNotifyConferencePartyAddedArgument;
      return refreshed(line, [part.conferenceControllerCallInfo, part.conferenceMemberCallInfo]);
    }
  }
  return line;
}

function told<Name extends keyof Events>(argument: unknown, _name: Name): Events[Name]["argument"] {
  return argument as Events[Name]["argument"];
}

function withCall(calls: readonly Call[], call: Call, gone: boolean): readonly Call[] {
  const others = calls.filter((other) => other.u8sConnectionID !== call.u8sConnectionID);
  if (gone) return others;
  if (others.length === calls.length) return [...calls, call];
  return calls.map((other) => (other.u8sConnectionID === call.u8sConnectionID ? call : other));
}

/** Newer information of calls that are known; a conference's events do not bring calls back that have ended. */
function refreshed(line: Line, news: readonly Call[]): Line {
  const newer = new Map(news.map((call) => [call.u8sConnectionID, call]));
  return { ...line, calls: line.calls.map((call) => newer.get(call.u8sConnectionID) ?? call) };
}

// -- what can be done with a call -------------------------------------------------------------------------------------

export type Action =
  | "answer"
  | "pickup"
  | "redirect"
  | "hold"
  | "retrieve"
  | "swap"
  | "merge"
  | "conference"
  | "addParty"
  | "transfer"
  | "keypad"
  | "record"
  | "stopRecording"
  | "callback"
  | "hangUp";

const ACTIONS: readonly (readonly [Action, number])[] = [
  ["answer", Feature.eCFEATUREANSWER],
  ["pickup", Feature.eCFEATUREMAYBEPICKUPED],
  ["redirect", Feature.eCFEATUREREDIRECT],
  ["hold", Feature.eCFEATUREHOLD],
  ["retrieve", Feature.eCFEATUREUNHOLD],
  ["swap", Feature.eCFEATURESWAPHOLD],
  ["merge", Feature.eCFEATUREMERGECALLS],
  ["conference", Feature.eCFEATURECONFERENCESTARTEU],
  ["addParty", Feature.eCFEATURECONFERENCEADDPARTY],
  ["transfer", Feature.eCFEATUREBLINDTRANSFER],
  ["keypad", Feature.eCFEATUREDIALDIGITS],
  ["record", Feature.eCFEATURESTARTCALLRECORD],
  ["stopRecording", Feature.eCFEATURESTOPCALLRECORD],
  ["callback", Feature.eCFEATURECOMPLETECALL],
  ["hangUp", Feature.eCFEATUREHANGUP],
];

/** Exactly what the call's feature bits allow, in the order in which buttons stand. On an own line nothing is picked up. */
export function actionsOf(call: Call, own: boolean): Action[] {
  return ACTIONS.filter(([action, bit]) => call.iFeatures & bit && !(own && action === "pickup")).map(([action]) => action);
}

/** The other call that a transfer, conference or added party of this call is made with; undefined where there is none. */
export function partner(call: Call, calls: readonly Call[], action: "merge" | "conference" | "addParty"): Call | undefined {
  const others = calls.filter((other) => other !== call);
  if (action === "addParty") {
    const adding = call.iCallType === CallType.controller || call.iCallType === CallType.member;
    return others.find((other) =>
      adding ? isOpen(other) && other.iCallType < CallType.controller : other.iCallType === CallType.controller,
    );
  }
  const wanted = call.iCallState === State.connected ? State.hold : State.connected;
  const bit = action === "merge" ? Feature.eCFEATUREMERGECALLS : Feature.eCFEATURECONFERENCESTARTEU;
  return others.find((other) => other.iCallState === wanted && other.iFeatures & bit);
}

function isOpen(call: Call): boolean {
  return call.iCallState === State.connected || call.iCallState === State.hold;
}

/** Calls as they are shown: a conference's members behind its controller, else in the order in which they came. */
export function arranged(calls: readonly Call[]): Call[] {
  const members = calls.filter((call) => call.iCallType === CallType.member);
  return calls
    .filter((call) => call.iCallType !== CallType.member)
    .flatMap((call) =>
      call.iCallType === CallType.controller
        ? [call, ...members.filter((member) => member.u8sConferenceCtlrID === call.u8sConnectionID)]
        : [call],
    );
}

/** The display name of the other party, else its number, else nothing: withheld, or not to be seen. */
export function remoteName(call: Call): string {
  return call.pRemoteContact?.u8sDisplayName || "";
}

/** Seconds that a call has been going on: since it was connected, else since it began. */
export function seconds(call: Call, now: number): number {
  const since = Date.parse(call.utcCallConnected || call.utcCallCreated);
  const until = call.utcCallDisconnected ? Date.parse(call.utcCallDisconnected) : now;
  return Number.isNaN(since) ? 0 : Math.max(0, Math.floor((until - since) / 1000));
}
