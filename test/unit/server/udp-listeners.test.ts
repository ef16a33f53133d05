import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { test } from "node:test";
import { UdpListeners } from "../../../src/server/udp-listeners.ts";
import { SessionHarness } from "../../support/session-harness.ts";

const PLAN = { host: "127.0.0.1", port: 0, protocol: "auto" } as const;

test("binds, answers, is listed among the connections, and is gone when it is closed", async () => {
  const harness = new SessionHarness(undefined, {}, 256);
  const listeners = new UdpListeners(harness.context, 1024 * 1024);
  const [bound] = await listeners.open([PLAN]);
  const client = createSocket("udp4");
  client.send(Buffer.from("\0\u0001\0\0\0\u0001\0\0mn\r\n", "latin1"), bound?.port ?? 0, "127.0.0.1");
  const [answer] = await once(client, "message");
  assert.equal(answer.toString("latin1"), "\0\u0001\0\0\0\u0001\0\0MN\r\n");
  client.close();
  const names = (): string[] => harness.connections.rows().map(({ peer }) => peer);
  assert.ok(names().includes(`udp:127.0.0.1:${bound?.port}`));
  listeners.close();
  assert.ok(!names().some((name) => name.startsWith("udp")));
});

test("when one cannot be bound, none is", async () => {
  const harness = new SessionHarness(undefined, {}, 256);
  const listeners = new UdpListeners(harness.context, 1024 * 1024);
  const [taken] = await listeners.open([PLAN]);
  const others = new UdpListeners(harness.context, 1024 * 1024);
  await assert.rejects(others.open([PLAN, { ...PLAN, port: taken?.port ?? 0 }]), { code: "LISTEN" });
  const sockets = harness.connections.rows().filter(({ peer }) => peer.startsWith("udp"));
  assert.equal(sockets.length, 1);
  listeners.close();
});
