// The server that the tests are given (CALLPLANE_URL), the telephones of its demo, and a way to it that can be cut.

import { createServer, connect as dial, type AddressInfo, type Socket } from "node:net";
import WebSocket from "ws";
import { connect, type Client, type Options, type WebSocketLike } from "../src/index.js";

export const url = process.env["CALLPLANE_URL"] ?? "http://127.0.0.1:7224";
export const line = (extension: string): string => `tel:+49815136856${extension}@demo`;
const webSocket = (globalThis as { WebSocket?: unknown }).WebSocket
  ? undefined
  : (WebSocket as unknown as new (url: string) => WebSocketLike);

export function logOn(user: string, more: Partial<Options> = {}): Promise<Client> {
  return connect({ url, credentials: { user, password: "demo" }, webSocket, ...more });
}

/** Somebody does something at a telephone. */
export async function phone(extension: string, action: string): Promise<void> {
  const authorization = `Basic ${btoa("admin:demo")}`;
  const answer = await fetch(`${url}/exchange/v1/phones/${extension}/${action}`, { method: "POST", headers: { authorization } });
  if (!answer.ok) throw new Error(await answer.text());
}

/** A way to the server that can be cut and opened again. */
export class Way {
  private sockets = new Set<Socket>();
  private open = true;
  url = "";
  private readonly server = createServer((near) => {
    if (!this.open) return void near.destroy();
    const far = dial(Number(new URL(url).port), "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      from.on("error", () => undefined);
      from.on("close", () => {
        this.sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  cut(): void {
    this.open = false;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.open = true;
  }

  stop(): void {
    this.cut();
    this.server.close();
  }
}
