// The calls of this session that have ended or are going on, newest first. Pure.

import { CallType, DESTROYED, remoteName, seconds, State, type Call } from "./lines";

const MOST = 100;

export interface RecentCall {
  id: string;
  line: string;
  number: string;
  name: string;
  outbound: boolean;
  answered: boolean;
  /** The state that it is in, 1 when it is over. */
  state: number;
  began: number;
  seconds: number;
}

/** The list after a call of an own line was told of; of a conference its members are remembered, as the calls that they were. */
export function remembered(list: readonly RecentCall[], call: Call, reason: number, now: number): readonly RecentCall[] {
  const before = list.find((it) => it.id === call.u8sConnectionID);
  if ((reason === DESTROYED && !before) || call.iCallType === CallType.controller) return list;
  const talking = call.iCallState === State.connected || call.iCallState === State.hold || call.iCallState === State.conferenced;
  const entry: RecentCall = {
    id: call.u8sConnectionID,
    line: call.u8sLinePhoneNumber,
    number: call.u8sRemoteNumberSC || before?.number || "",
    name: remoteName(call) || before?.name || "",
    outbound: call.bOutbound,
    answered: before?.answered || talking,
    state: reason === DESTROYED || call.iCallState === State.disconnected ? 1 : call.iCallState,
    began: before?.began ?? (Date.parse(call.utcCallCreated) || now),
    seconds: call.utcCallConnected ? seconds(call, now) : 0,
  };
  return before ? list.map((it) => (it === before ? entry : it)) : [entry, ...list].slice(0, MOST);
}
