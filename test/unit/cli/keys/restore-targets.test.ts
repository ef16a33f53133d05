/** cli/keys/restore-targets.ts: limits, placement and evictions of the servers that items go to. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../../../src/base/clock.ts";
import { openTargets } from "../../../../src/cli/keys/restore-targets.ts";
import { startDumpServer } from "../../../support/dump-server.ts";

const OPTIONS = { tls: undefined, timeoutMs: 5000, clock: systemClock, placement: "modula" };

async function startTarget(settings: string) {
  let evictions = 10;
  return await startDumpServer({
    "stats settings": `${settings}END\r\n`,
    stats: (socket) => {
      socket.write(`STAT evictions ${evictions}\r\nEND\r\n`);
      evictions += 3;
    },
  });
}

test("what each server takes at most, where keys go, and what was evicted since", async () => {
  const servers = [await startTarget("STAT item_size_max 1024\r\n"), await startTarget("")];
  const targets = await openTargets(
    servers.map(({ address }) => address),
    OPTIONS,
  );
  assert.deepEqual(
    targets.targets.map(({ itemBytesMax }) => itemBytesMax),
    [1024, undefined],
  );
  const places = new Set(Array.from({ length: 50 }, (_, key) => targets.place(Buffer.from(`key${key}`))));
  assert.deepEqual([...places].sort(), [0, 1]);
  assert.equal(await targets.evictions(), 6);
  targets.close();
  await Promise.all(servers.map((server) => server.close()));
});

test("a placement that is none, and a server that is gone", async () => {
  const address = { kind: "tcp", host: "127.0.0.1", port: 1, tls: false } as const;
  await assert.rejects(openTargets([address], { ...OPTIONS, placement: "any" }), { code: "USAGE" });
  await assert.rejects(openTargets([address], OPTIONS), { code: "CONNECT" });
});
