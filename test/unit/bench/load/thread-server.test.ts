/** thread-server: its connections are its own, and what waits on them is counted together. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Draw } from "../../../../src/bench/workload/draw.ts";
import { openServer, TestOwner, until } from "../../../support/bench-server.ts";

test("requests in flight on all connections, and one recorder for all", async () => {
  const { puppet, server, close } = await openServer(new TestOwner(), { connections: 3 });
  assert.deepEqual(
    server.connections.map(({ index, ledger }) => [index, ledger.recorder === server.recorder]),
    [
      [0, true],
      [1, true],
      [2, true],
    ],
  );
  for (const connection of server.connections) {
    connection.add(new Draw(), Number.NaN, Number.NaN);
    connection.sendBatch();
  }
  assert.equal(server.inFlight, 3);
  puppet.say(1, "END\r\n");
  await until(() => server.inFlight === 2, "one is answered");
  await close();
});
