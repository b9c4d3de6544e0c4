import { expect, test } from "vitest";
import { actionsOf, applied, arranged, DESTROYED, monitorOf, partner, seconds, State } from "../src/state/lines";
import { operationID } from "../../clients/typescript/src/interface";
import { call, line } from "./samples";

const told = operationID.asnCtiNotifyLineCallInformationChanged;

test("a call comes, changes and goes", () => {
  let now = applied(line(), told, { reason: 0, callinformation: call({ iCallState: State.offering }) });
  expect(now.calls.map((it) => it.iCallState)).toEqual([State.offering]);
  now = applied(now, told, { reason: 3, callinformation: call({ iCallState: State.connected }) });
  expect(now.calls.map((it) => it.iCallState)).toEqual([State.connected]);
  now = applied(now, told, { reason: DESTROYED, callinformation: call({}) });
  expect(now.calls).toEqual([]);
});

test("features change alone", () => {
  const now = applied(line(call({}), call({ u8sConnectionID: "2" })), operationID.asnCtiNotifyLineCallFeaturesChanged, {
    callFeaturesList: [{ u8sConnectionID: "2", iFeatures: 32 }],
  });
  expect(now.calls.map((it) => it.iFeatures)).toEqual([0, 32]);
});

test("settings change", () => {
  expect(applied(line(), operationID.asnCtiNotifyLineDoNotDisturbChanged, { iDoNotDisturb: 1 }).doNotDisturb).toBe(true);
  expect(applied(line(), operationID.asnCtiNotifyLineForwardingChanged, { seqLineForwards: [{}] }).forwards).toHaveLength(1);
  const remoteOfficeState = { u8sController: "", iEnabled: 1, u8sDestination: "+4989" };
  expect(applied(line(), operationID.asnCtiNotifyLineRemoteOfficeChanged, { remoteOfficeState }).remoteOffice.iEnabled).toBe(1);
  const same = line();
  expect(applied(same, 4711, {})).toBe(same);
});

test("a conference's events do not bring ended calls back", () => {
  const controller = call({ u8sConnectionID: "c", iCallType: 2 });
  const now = applied(line(controller), operationID.asnCtiNotifyConferenceDestroyed, {
    conferenceControllerCallInfo: { ...controller, iCallState: State.hold },
    conferenceMemberCallInfoList: [call({ u8sConnectionID: "gone" })],
  });
  expect(now.calls.map((it) => [it.u8sConnectionID, it.iCallState])).toEqual([["c", State.hold]]);
});

test("buttons are the feature bits, no more and no less", () => {
  expect(actionsOf(call({ iFeatures: 0 }), true)).toEqual([]);
  expect(actionsOf(call({ iFeatures: 1 | 32 | 512 | 1024 }), true)).toEqual(["answer", "redirect", "hangUp"]);
  expect(actionsOf(call({ iFeatures: 1024 }), false)).toEqual(["pickup"]);
  expect(actionsOf(call({ iFeatures: 8192 | 256 | 2097152 | 16777216 }), true)).toEqual(["hold", "transfer", "keypad", "record"]);
});

test("a pair is an active and a held call; a party is added to the controller", () => {
  const active = call({ iFeatures: 16 | 65536 });
  const held = call({ u8sConnectionID: "2", iCallState: State.hold, iFeatures: 16 | 65536 });
  const controller = call({ u8sConnectionID: "3", iCallType: 2 });
  const member = call({ u8sConnectionID: "4", iCallType: 4, iCallState: State.conferenced });
  expect(partner(active, [active, held], "merge")).toBe(held);
  expect(partner(held, [active, held], "conference")).toBe(active);
  expect(partner(active, [active], "merge")).toBeUndefined();
  expect(partner(held, [held, controller, member], "addParty")).toBe(controller);
  expect(partner(controller, [held, controller, member], "addParty")).toBe(held);
});

test("members stand behind their controller", () => {
  const member = call({ u8sConnectionID: "m", iCallType: 4, u8sConferenceCtlrID: "c" });
  const other = call({ u8sConnectionID: "o" });
  const controller = call({ u8sConnectionID: "c", iCallType: 2 });
  expect(arranged([member, controller, other]).map((it) => it.u8sConnectionID)).toEqual(["c", "m", "o"]);
});

test("time runs from the connection, and stops at the end", () => {
  const now = Date.parse("2030-01-01T10:01:00Z");
  expect(seconds(call({}), now)).toBe(60);
  expect(seconds(call({ utcCallConnected: "2030-01-01T10:00:30Z" }), now)).toBe(30);
  expect(seconds(call({ utcCallConnected: "2030-01-01T10:00:30Z", utcCallDisconnected: "2030-01-01T10:00:40Z" }), now)).toBe(10);
  expect(seconds(call({ utcCallCreated: "" }), now)).toBe(0);
});

test("a monitor is named by one of two members", () => {
  expect(monitorOf({ u8sMonitorCrossRefID: "a" })).toBe("a");
  expect(monitorOf({ u8sLineMonitorCrossRefID: "b" })).toBe("b");
  expect(monitorOf({})).toBe("");
});
