import { expect, test } from "vitest";
import { found, Journal, MOST_MESSAGES, scenarios, timeline } from "../src/state/journal";
import { DESTROYED, State } from "../src/state/lines";
import { operationID } from "../../clients/typescript/src/interface";
import { call } from "./samples";

function event(state: number, reason: number, changes = {}) {
  const callinformation = call({ iCallState: state, ...changes });
  const argument = { u8sMonitorCrossRefID: "M1", u8sLinePhoneNumber: "", reason, callinformation };
  const invoke = { invokeID: 99999, operationID: operationID.asnCtiNotifyLineCallInformationChanged, argument };
  return { invoke };
}

test("an answer is named by what it answers, for each user apart", () => {
  const journal = new Journal();
  journal.add("alice", { direction: "out", at: 1, message: { invoke: { invokeID: 1, operationID: 1211, argument: {} } } });
  journal.add("bob", { direction: "out", at: 1, message: { invoke: { invokeID: 1, operationID: 1203, argument: {} } } });
  journal.add("alice", { direction: "in", at: 2, message: { result: { invokeID: 1 } } });
  journal.add("bob", { direction: "in", at: 2, message: { error: { invokedID: 1 } } });
  expect(journal.entries.map((it) => [it.kind, it.operation])).toEqual([
    ["invoke", "asnCtiHold"],
    ["invoke", "asnCtiDropCall"],
    ["result", "asnCtiHold"],
    ["error", "asnCtiDropCall"],
  ]);
  expect(found(journal.entries, "BOB error").map((it) => it.number)).toEqual([4]);
  expect(found(journal.entries, "")).toHaveLength(4);
});

test("only the newest messages are kept", () => {
  const journal = new Journal();
  for (let i = 0; i <= MOST_MESSAGES; i++) journal.add("alice", { direction: "in", at: i, message: { result: { invokeID: i } } });
  expect(journal.entries).toHaveLength(MOST_MESSAGES);
  expect(journal.entries[0]?.number).toBe(2);
});

test("a timeline has a bar for each state, and its last one is open until the call is gone", () => {
  const journal = new Journal();
  journal.add("alice", { direction: "in", at: 10, message: event(State.dialing, 1) });
  journal.add("alice", { direction: "in", at: 20, message: event(State.connected, 3) });
  journal.add("bob", { direction: "in", at: 21, message: event(State.connected, 3) });
  expect(timeline(journal.steps, "T").map((bar) => [bar.state, bar.from, bar.to])).toEqual([
    [State.dialing, 10, 20],
    [State.connected, 20, null],
  ]);
  journal.add("alice", { direction: "in", at: 30, message: event(State.connected, DESTROYED) });
  expect(timeline(journal.steps, "T").at(-1)?.to).toBe(30);
  expect(scenarios(journal.steps)).toMatchObject([{ tracker: "T", at: 10, lines: ["tel:+49815136856101@demo"] }]);
  journal.clear();
  expect(journal.steps).toEqual([]);
});
