// Queues of events and pauses, without a server.

import assert from "node:assert/strict";
import { test } from "node:test";
import { pause } from "../src/connection.js";
import { ConnectionLost, EventsMissed } from "../src/index.js";
import { baseUrl } from "../src/logon.js";
import { read, request } from "../src/messages.js";
import { EventStream } from "../src/stream.js";

test("a queue that runs over yields what it holds and says so", async () => {
  const stream = new EventStream<number>(2);
  for (const number of [1, 2, 3]) stream.put(number);
  assert.deepEqual([(await stream.next()).value, (await stream.next()).value], [1, 2]);
  await assert.rejects(stream.next(), EventsMissed);
});

test("a reader that waits gets the next event, and the end", async () => {
  const stream = new EventStream<number>(2);
  const waiting = [stream.next(), stream.next()];
  stream.put(1);
  stream.end(new ConnectionLost("gone"));
  assert.deepEqual(await waiting[0], { done: false, value: 1 });
  await assert.rejects(waiting[1] as Promise<unknown>, ConnectionLost);
});

test("pauses grow up to a limit", () => {
  assert.deepEqual([0, 1, 2, 100].map((attempt) => pause(attempt, 1)), [100, 200, 400, 5000]);
  assert.equal(pause(0, 0), 50);
});

test("addresses", () => {
  assert.equal(baseUrl("wss://cti.example.com/"), "https://cti.example.com");
  assert.equal(baseUrl("http://[::1]:7224/cti/"), "http://[::1]:7224/cti");
});

test("commands carry an id, and what is asked does not", () => {
  const command = JSON.parse(request(7, "asnCtiAnswerCall", { u8sConnectionID: "{A}" }, "x-1"));
  assert.deepEqual(command, {
    invoke: { invokeID: 7, operationID: 1207, argument: { u8sConnectionID: "{A}", optionalParams: { CommandID: "x-1" } } },
  });
  assert.deepEqual(JSON.parse(request(8, "asnCheckConnection", {}, "x-2")).invoke.argument, {});
});

test("what this client has no use for is passed over", () => {
  for (const text of [
    '[{"invoke":{"invokeID":99999,"operationID":4711}}]',
    '{"invoke":{"invokeID":3,"operationID":1202}}',
    '{"reject":{"invokedID":{"invokednull":null},"details":"no"}}',
  ]) {
    assert.deepEqual(read(text), { kind: "other" });
  }
});
