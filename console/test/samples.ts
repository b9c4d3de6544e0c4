import type { Call, Line } from "../src/state/lines";
import { listed } from "../src/state/lines";

export function call(changes: Partial<Call>): Call {
  return {
    u8sLinePhoneNumber: "tel:+49815136856101@demo",
    u8sConnectionID: "1",
    iCallState: 32,
    iCallType: 0,
    iDisconnectedReason: 0,
    iFeatures: 0,
    bOutbound: false,
    bInternal: true,
    bCallerIDBlocked: false,
    iCallRecordingState: 0,
    bConferenceCtlr: false,
    u8sConferenceCtlrID: "",
    u8sLocalNumberSC: "+49815136856101",
    u8sRemoteNumberSC: "+49815136856102",
    iRemoteContactSource: 1,
    projectPinRule: {},
    u8sNote: "",
    u8sTrackerID: "T",
    utcCallCreated: "2030-01-01T10:00:00Z",
    utcCallConnected: "",
    utcCallDisconnected: "",
    bIsUnknownHoldContact: false,
    pRemoteContact: { u8sDisplayName: "Bob" },
    ...changes,
  };
}

export function line(...calls: Call[]): Line {
  const info = {
    iType: 1,
    iLineOpenStatus: 2,
    u8sLinePhoneNumber: "tel:+49815136856101@demo",
    u8sDescriptor: "Alice",
    u8sPhoneNumber: "+49815136856101",
    u8sLineLocationID: "demo",
    iLineFeatures: 0,
    iForwardFeaturesPBX: 0,
    iForwardFeaturesSERVER: 0,
    iForwardFeaturesUSER: 0,
  };
  return { ...listed(info), monitor: "M1", calls };
}
