/** Bugs, planted into a running server: a connection is lost, or at worst the process, and never is anybody kept waiting. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { AbusedServer, ask, readToEnd } from "../support/abuse.ts";
import { MIB } from "../support/observation.ts";
import type { ServerProcess } from "../support/server-process.ts";

const ENV = { NODE_OPTIONS: `--import=${new URL("../support/planted-faults.js", import.meta.url).href}` };
/** A dead thread never leaves anybody waiting for longer. */
const ENDED_MS_MAX = 1000;

async function withServer(use: (server: AbusedServer) => Promise<void>): Promise<void> {
  const server = await AbusedServer.start(["-t", "2"], { env: ENV });
  try {
    await use(server);
  } finally {
    await server.process.stop();
  }
}

async function endsInTime(server: ServerProcess): Promise<string> {
  const startedMs = performance.now();
  const outcome = await server.ended;
  const tookMs = performance.now() - startedMs;
  assert.ok(tookMs < ENDED_MS_MAX, `ended after ${tookMs} ms`);
  return outcome;
}

test("a bug met by one connection ends it, is logged, and the others go on", (context) =>
  withServer(async (server) => {
    await server.endures(context, server.process.residentBytes + 64 * MIB, async () => {
      for (let count = 0; count < 200; count++) {
        const socket = await server.open();
        const answer = readToEnd(socket);
        socket.write("mn\r\nget fault\r\nmn\r\n");
        assert.ok(!(await answer).includes("MN\r\nMN"), "nothing behind it is executed");
      }
    });
    assert.match(
      server.process.output,
      /<\d+ given up because of a bug of memtool: RangeError: a planted fault \| at /,
    );
    await server.stop();
  }));

for (const [what, key, message] of [
  ["a bug with a lock held", "fault-with-lock", /worker thread \d died: a planted fault with a lock held/],
  ["a worker that ends with a lock held", "end-with-lock", /worker thread \d ended with code 0/],
] as const) {
  test(`${what} ends the process at once, whoever waits for the lock`, () =>
    withServer(async (server) => {
      const sockets = await server.openMany(8);
      for (const socket of sockets) await ask(socket, "mn\r\n", "MN\r\n");
      const [first, ...others] = sockets;
      const closed = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve))));
      first?.write(`get ${key}\r\n`);
      for (const socket of others) socket.write(`set ${key} 0 0 1\r\nx\r\n`.repeat(10));
      assert.match(await endsInTime(server.process), /^ended with exit code [1-9]/);
      await closed;
      assert.match(server.process.output, message);
    }));
}
