import { expect, test } from "vitest";
import { remembered, type RecentCall } from "../src/state/recent";
import { DESTROYED, State } from "../src/state/lines";
import { call } from "./samples";

test("a call is remembered once, with its outcome", () => {
  let list: readonly RecentCall[] = [];
  list = remembered(list, call({ iCallState: State.offering }), 0, 1000);
  expect(list).toMatchObject([{ id: "1", name: "Bob", answered: false, state: State.offering }]);
  list = remembered(list, call({ iCallState: State.connected, utcCallConnected: "2030-01-01T10:00:05Z" }), 3, 1000);
  list = remembered(list, call({ iCallState: State.disconnected, pRemoteContact: {}, u8sRemoteNumberSC: "" }), 11, 1000);
  expect(list).toMatchObject([{ name: "Bob", number: "+49815136856102", answered: true, state: 1 }]);
  expect(remembered([], call({}), DESTROYED, 1000)).toEqual([]);
  expect(remembered([], call({ iCallType: 2 }), 3, 1000)).toEqual([]);
});
