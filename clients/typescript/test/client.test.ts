// The client against the real server: calls, events, errors, and connections that break.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AsnLogonErrorEnum,
  CallReason,
  CallState,
  ConnectionFailed,
  ConnectionLost,
  LineScope,
  LogonRefused,
  Refused,
  Rejected,
  connect,
  type AsnCtiCallInformation,
  type Event,
  type Monitor,
} from "../src/index.js";
import { Way, line, logOn, phone, url } from "./server.js";

const LIMIT = { timeout: 60_000 };

/** The next call of a monitor in a state, or this call. */
async function callIn(monitor: Monitor, state: number, call = ""): Promise<AsnCtiCallInformation> {
  for (;;) {
    const { done, value } = await monitor.stream.next();
    if (done) throw new Error("the monitor has ended");
    if (value.name !== "asnCtiNotifyLineCallInformationChanged") continue;
    const told = value.argument.callinformation;
    if (told.iCallState === state && (!call || told.u8sConnectionID === call)) return told;
  }
}

async function next(monitor: Monitor, name: Event["name"]): Promise<Event> {
  for (;;) {
    const { done, value } = await monitor.stream.next();
    if (done) throw new Error("the monitor has ended");
    if (value.name === name) return value;
  }
}

test("a call from both ends", LIMIT, async () => {
  const [alice, bob] = await Promise.all([logOn("alice"), logOn("bob")]);
  const [caller, called] = await Promise.all([alice.monitor("101"), bob.monitor("102")]);
  assert.equal(caller.line, line("101"));
  const mine = await alice.makeCall(caller.line, "102");
  const ringing = await callIn(called, CallState.eCALLSTATEOFFERING);
  assert.equal(ringing.u8sRemoteNumberSC, "+49815136856101");
  await bob.answerCall(ringing.u8sConnectionID);
  await callIn(caller, CallState.eCALLSTATECONNECTED, mine);
  await bob.setCallData(ringing.u8sConnectionID, { order: "42" });
  await alice.hold(mine);
  await callIn(caller, CallState.eCALLSTATEHOLD);
  assert.ok((await alice.snapshot("101")).seqCalls.some((call) => call.u8sConnectionID === mine));
  await alice.dropCall(mine);
  await callIn(called, CallState.eCALLSTATEDESTROYED, ringing.u8sConnectionID);
  await Promise.all([alice.close(), bob.close()]);
});

test("what goes wrong has its class", LIMIT, async () => {
  await assert.rejects(connect({ url, credentials: { user: "alice", password: "wrong" } }), (error) => {
    assert.ok(error instanceof LogonRefused);
    assert.equal(error.detail, AsnLogonErrorEnum.eNETLOGININVALUSERNAME);
    return true;
  });
  await assert.rejects(connect({ url: "http://127.0.0.1:1", credentials: { token: "x" } }), ConnectionFailed);
  await assert.rejects(connect({ url: "nowhere", credentials: { token: "x" } }), ConnectionFailed);
  const bob = await logOn("bob");
  await assert.rejects(bob.makeCall(line("103"), "102"), (error) => error instanceof Refused && error.detail === 3);
  await assert.rejects(bob.monitor(line("103")), Refused);
  await assert.rejects(bob.call("asnCtiHold", { bHold: true } as never), Rejected);
  await bob.close();
  await assert.rejects(bob.snapshot("102"), ConnectionLost);
});

test("events of all lines, by handlers and by iterators", LIMIT, async () => {
  const alice = await logOn("alice");
  const monitors = await alice.monitorLines();
  assert.deepEqual(monitors.map((monitor) => monitor.line).sort(), [line("101"), line("111")]);
  const heard: number[] = [];
  const all = alice.events();
  const off = alice.on("asnCtiNotifyLineDoNotDisturbChanged", (argument) => heard.push(argument.iDoNotDisturb));
  await alice.setDoNotDisturb("111", true);
  await alice.setDoNotDisturb("111", false);
  for await (const event of all) {
    if (event.name === "asnCtiNotifyLineDoNotDisturbChanged" && event.argument.iDoNotDisturb === 0) break;
  }
  assert.deepEqual(heard, [1, 0]);
  off();
  for (const monitor of monitors) await monitor.stop();
  assert.deepEqual(await monitors[1]?.stream.return(), { done: true, value: undefined });
  await alice.close();
  assert.equal(alice.state, "closed");
});

test("a token logs on too", LIMIT, async () => {
  const alice = await logOn("alice");
  const { sToken } = await alice.call("asnGetUserTokenV2", { iType: 1 });
  const again = await logOn("alice", { credentials: { token: sToken } });
  assert.equal((await again.call("asnGetLoggedInContactV2", {})).u8sLoggedInUser, "alice");
  await Promise.all([alice.close(), again.close()]);
});

test("a connection that breaks is resumed, and nothing is missed or done twice", LIMIT, async () => {
  const way = await new Way().start();
  const bob = await logOn("bob", { url: way.url });
  const watching = await logOn("bob");
  const [monitor, witness] = await Promise.all([bob.monitor("102"), watching.monitor("102")]);
  const states: string[] = [];
  bob.on("connectionChanged", ({ state }) => states.push(state));
  const session = bob.sessionId;

  way.cut();
  const alice = await logOn("alice");
  const call = await alice.makeCall(line("101"), "102");
  await callIn(witness, CallState.eCALLSTATEOFFERING);
  const asked = bob.setDoNotDisturb("102", true);
  await phone("102", "answer");
  await callIn(witness, CallState.eCALLSTATECONNECTED);
  way.mend();

  const reasons: number[] = [];
  for await (const event of monitor) {
    if (event.name === "asnCtiNotifyLineCallInformationChanged") reasons.push(event.argument.reason);
    if (reasons.at(-1) === CallReason.reasonCallConnected) break;
  }
  assert.equal(reasons[0], CallReason.reasonCallOffering);
  await asked;
  assert.equal((await bob.snapshot("102")).iDoNotDisturb, 1);
  assert.equal(bob.sessionId, session);
  assert.deepEqual(states, ["reconnecting", "connected"]);
  await bob.setDoNotDisturb("102", false);
  await alice.dropCall(call);
  await Promise.all([alice.close(), bob.close(), watching.close()]);
  way.stop();
});

test("a session that is over is made anew, with its monitors", LIMIT, async () => {
  const way = await new Way().start();
  const carol = await logOn("carol", { url: way.url });
  const monitor = await carol.monitor("103");
  const session = carol.sessionId;
  way.cut();
  const ended = await fetch(`${url}/ws/client/asnLogoff`, { method: "POST", headers: { "x-ucsessionid": session }, body: "{}" });
  assert.ok(ended.ok || ended.status === 204, String(ended.status));
  way.mend();
  const again = await next(monitor, "monitorRestarted");
  assert.equal(again.name === "monitorRestarted" && again.argument.lineInfo.u8sLinePhoneNumber, line("103"));
  await carol.setDoNotDisturb("103", true);
  await next(monitor, "asnCtiNotifyLineDoNotDisturbChanged");
  await carol.setDoNotDisturb("103", false);
  assert.notEqual(carol.sessionId, session);
  await carol.close();
  way.stop();
});

test("without reconnecting a break is the end", LIMIT, async () => {
  const way = await new Way().start();
  const alice = await logOn("alice", { url: way.url, reconnect: false });
  const monitor = await alice.monitor("101");
  const waiting = monitor.stream.next();
  way.cut();
  await assert.rejects(waiting, ConnectionLost);
  await assert.rejects(alice.snapshot("101"), ConnectionLost);
  way.stop();
});

test("a client gives up after its time", LIMIT, async () => {
  const way = await new Way().start();
  const alice = await logOn("alice", { url: way.url, giveUpAfterMs: 1 });
  const monitor = await alice.monitor("101");
  way.stop();
  await assert.rejects(next(monitor, "monitorRestarted"), ConnectionLost);
});

test("all lines that a user sees", LIMIT, async () => {
  const alice = await logOn("alice");
  const lines = await alice.monitorLines(LineScope.userMonitorLines);
  assert.equal(lines.length, 4);
  await alice.close();
});
