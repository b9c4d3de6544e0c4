import { beforeEach, expect, test } from "vitest";
import { Abandoned, Connection, createSession, pause, Refused, type Status, type Surroundings } from "../src/wire/connection";

/** A server's end of a WebSocket. */
class FakeSocket {
  readyState = 0;
  sent: { invoke: { invokeID: number; operationID: number; argument: { optionalParams?: { CommandID?: string } } } }[] = [];
  onopen: () => void = () => {};
  onmessage: (frame: { data: string }) => void = () => {};
  onclose: (closed: { code: number }) => void = () => {};

  constructor(readonly url: string) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = 3;
  }

  async open(): Promise<void> {
    this.readyState = 1;
    this.onopen();
    await settled();
  }

  async tell(message: object): Promise<void> {
    this.onmessage({ data: JSON.stringify([message]) });
    await settled();
  }

  async break(code = 1006): Promise<void> {
    this.readyState = 3;
    this.onclose({ code });
    await settled();
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

let sockets: FakeSocket[];
let timers: { action: () => void; after: number }[];
let answers: { status: number; body: object }[];
let asked: string[];
let around: Surroundings;
let statuses: Status[];

beforeEach(() => {
  sockets = [];
  timers = [];
  answers = [];
  asked = [];
  statuses = [];
  around = {
    fetch: (async (url: string) => {
      asked.push(url);
      const answer = answers.shift();
      if (!answer) throw new TypeError("no network");
      return new Response(JSON.stringify(answer.body), { status: answer.status });
    }) as typeof fetch,
    socket: (url) => {
      sockets.push(new FakeSocket(url));
      return sockets.at(-1) as unknown as WebSocket;
    },
    later: (action, after) => {
      timers.push({ action, after });
      return timers.at(-1);
    },
    cancel: (timer) => (timers = timers.filter((it) => it !== timer)),
    now: () => 0,
    origin: "http://server",
  };
});

const last = () => sockets.at(-1) as FakeSocket;

/** A connection that is open, with a token or without. */
async function opened(token = ""): Promise<Connection> {
  const connection = new Connection(around, "S1");
  connection.onStatus = (status) => statuses.push(status);
  connection.start();
  await last().open();
  const invokeID = last().sent[0]?.invoke.invokeID;
  await last().tell(token ? { result: { invokeID, result: { result: { sToken: token } } } } : { error: { invokedID: invokeID } });
  return connection;
}

function comeBack(): void {
  timers.find((timer) => timer.after < 20_000)?.action();
}

test("log-on gives a session, or says why not", async () => {
  answers = [{ status: 200, body: { sessionid: "S" } }, { status: 400, body: { error: { iErrorDetail: 101, u8sErrorString: "wrong" } } }];
  expect(await createSession(around, { user: "zoë", password: "p" })).toBe("S");
  await expect(createSession(around, { token: "t" })).rejects.toEqual(new Refused(101, "wrong"));
});

test("each answer goes to its question", async () => {
  const connection = await opened();
  expect(connection.status).toEqual({ kind: "open", how: "new" });
  const one = connection.invoke("asnCheckConnection", {});
  const two = expect(connection.invoke("asnCheckConnection", {})).rejects.toEqual(new Refused(2, "not you"));
  const [first, second] = last().sent.slice(1).map((it) => it.invoke.invokeID);
  await last().tell({ error: { invokedID: second, error: { iErrorDetail: 2, u8sErrorString: "not you" } } });
  await last().tell({ result: { invokeID: first, result: { result: { iOEMID: 7 } } } });
  await two;
  expect(await one).toEqual({ iOEMID: 7 });
});

test("a broken connection is resumed behind the last message, and what waits is sent again with the same id", async () => {
  const connection = await opened();
  const hold = connection.command("asnCtiHold", { u8sConnectionID: "1", bHold: true });
  const command = last().sent.at(-1);
  expect(command?.invoke.argument.optionalParams?.CommandID).toBeTruthy();
  await last().tell({ invoke: { invokeID: 99999, operationID: 1283, argument: {} } });
  await last().break();
  expect(connection.status.kind).toBe("waiting");
  comeBack();
  expect(last().url).toBe("ws://server/ws/client/websocket?x-ucsessionid=S1&resume=2");
  await last().open();
  expect(last().sent).toEqual([command]);
  expect(connection.status).toEqual({ kind: "open", how: "resumed" });
  await last().tell({ result: { invokeID: command?.invoke.invokeID, result: { result: { bSuccess: true } } } });
  expect(await hold).toEqual({ bSuccess: true });
});

test("while the server is away it is tried again and again, at growing intervals", async () => {
  const connection = await opened();
  await last().break();
  for (let i = 0; i < 4; i++) {
    comeBack();
    await last().break();
  }
  expect(connection.status).toMatchObject({ kind: "waiting", attempt: 4 });
  expect([0, 1, 5, 20].map((attempt) => pause(attempt, 0.5))).toEqual([0, 500, 8000, 10_000]);
});

test("a session that is gone begins anew with the token", async () => {
  const connection = await opened("T");
  const lost = expect(connection.invoke("asnCheckConnection", {})).rejects.toBeInstanceOf(Abandoned);
  await last().break();
  answers = [{ status: 401, body: {} }, { status: 200, body: { sessionid: "S2" } }];
  comeBack();
  await last().break();
  await lost;
  comeBack();
  expect(last().url).toBe("ws://server/ws/client/websocket?x-ucsessionid=S2");
  await last().open();
  await last().tell({ error: { invokedID: last().sent[0]?.invoke.invokeID } });
  expect(connection.status).toEqual({ kind: "open", how: "restarted" });
});

test("without a token it is over", async () => {
  const connection = await opened();
  await last().break();
  answers = [{ status: 401, body: {} }];
  comeBack();
  await last().break();
  expect(connection.status).toEqual({ kind: "closed", why: "ended" });
  await expect(connection.invoke("asnCheckConnection", {})).rejects.toBeInstanceOf(Abandoned);
});

test.each([
  [1000, "ended"],
  [4001, "taken-over"],
])("close code %i is the end: %s", async (code, why) => {
  const connection = await opened();
  await last().break(code as number);
  expect(connection.status).toEqual({ kind: "closed", why });
});

test("a server that does not answer any more is left for another connection", async () => {
  const connection = await opened();
  timers.find((timer) => timer.after === 20_000)?.action();
  timers.find((timer) => timer.after === 10_000)?.action();
  await settled();
  expect(connection.status.kind).toBe("waiting");
});

test("who leaves says so, and stays away", async () => {
  const connection = await opened();
  connection.leave();
  expect(last().sent.at(-1)?.invoke).toMatchObject({ invokeID: 99999, operationID: 1001 });
  expect(statuses.at(-1)).toEqual({ kind: "closed", why: "left" });
  expect(timers.filter((timer) => timer.after < 20_000)).toEqual([]);
});

test("who leaves before the connection is there says so when it is", async () => {
  const connection = new Connection(around, "S1");
  connection.start();
  connection.leave();
  expect(connection.status).toEqual({ kind: "closed", why: "left" });
  await last().open();
  expect(last().sent.map((it) => it.invoke.operationID)).toEqual([1001]);
  expect(last().readyState).toBe(3);
});
