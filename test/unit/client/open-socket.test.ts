/** client/open-socket.ts: one deadline for all steps, and what each address asks for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Address } from "../../../src/base/address.ts";
import type { Clock } from "../../../src/base/clock.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { openSocket } from "../../../src/client/open-socket.ts";
import { startScriptedServer } from "../../support/scripted-server.ts";

function open(address: Address, timeoutMs: number, clock: Clock = systemClock, received: string[] = []) {
  const readBuffer = Buffer.alloc(64);
  return openSocket(address, {
    timeoutMs,
    protocol: "text",
    clock,
    readBuffer,
    onBytes: (length) => received.push(readBuffer.toString("latin1", 0, length)),
  });
}

test("without a user name nothing is sent, and everything that comes is the owner's", async () => {
  const sent: string[] = [];
  const server = await startScriptedServer((socket) => {
    socket.on("data", (chunk) => sent.push(String(chunk)));
    socket.write("hello");
  });
  const received: string[] = [];
  const socket = await open(server.address, 5000, systemClock, received);
  while (received.length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual([received, sent], [["hello"], []]);
  socket.destroy();
  await server.close();
});

test("the login has the time that connecting has left", async () => {
  const server = await startScriptedServer(() => {});
  let readings = 0;
  // The first look is before connecting, the second one 59,990 ms later.
  const clock: Clock = { ...systemClock, monotonicMs: () => 59_990 * readings++ };
  const address = { ...server.address, username: "u", password: "p" } as Address;
  await assert.rejects(open(address, 60_000, clock), { code: "TIMEOUT", message: /login within 10 ms/ });
  await server.close();
});

test("a name that cannot be sent is refused before anything is connected", async () => {
  const server = await startScriptedServer(() => {});
  const address = { ...server.address, username: "two words", password: "p" } as Address;
  await assert.rejects(open(address, 5000), { code: "USAGE" });
  assert.equal(server.accepted(), 0);
  await server.close();
});
