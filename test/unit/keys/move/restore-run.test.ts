/** keys/move/restore-run.ts: block by block, on from where an earlier run was, and stopped. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../../../src/base/clock.ts";
import { MemcachedClient } from "../../../../src/client/memcached-client.ts";
import { encodeHeader } from "../../../../src/keys/move/dump-format.ts";
import { DumpReader } from "../../../../src/keys/move/dump-reader.ts";
import { DumpWriter } from "../../../../src/keys/move/dump-writer.ts";
import { RestoreRun, type RestoreRunOptions } from "../../../../src/keys/move/restore-run.ts";
import { noRestoreCounts, type RestoreCounts } from "../../../../src/keys/move/restorer.ts";
import { startMemtool } from "../../../support/memtool-server.ts";
import { inPieces, numberedItem } from "../../../support/stored-items.ts";

/** 40 items in 4 blocks. */
async function openDump(): Promise<DumpReader> {
  const pieces: Buffer[] = [];
  const writer = new DumpWriter(async (bytes) => {
    pieces.push(bytes);
  }, false);
  writer.begin({ created: "x", servers: ["a"] });
  for (let number = 0; number < 40; number++) {
    writer.add(0, numberedItem(number, Date.now()));
    if (number % 10 === 9) {
      await writer.flush();
    }
  }
  await writer.end({ items: 40 });
  return await DumpReader.open(inPieces(Buffer.concat(pieces), 1000));
}

test("every block is told of when all of it is stored; a run goes on behind the blocks of another, with its counts", async () => {
  const server = await startMemtool({ args: ["-t", "1"] });
  assert.ok("port" in server.target);
  const client = new MemcachedClient({ kind: "tcp", tls: false, ...server.target });
  const told: [number, number][] = [];
  const options = {
    targets: [{ client, itemBytesMax: undefined }],
    place: () => 0,
    mode: "set",
    clock: { ...systemClock, sleep: async () => {} },
    filter: () => true,
    onItem: () => {},
    onBlock: (blocks: number, { stored }: RestoreCounts) => {
      told.push([blocks, stored]);
      return undefined;
    },
  } satisfies Omit<RestoreRunOptions, "reader" | "done">;

  const first: RestoreRun = new RestoreRun({
    ...options,
    reader: await openDump(),
    done: undefined,
    onItem: () => {
      if (told.length === 2) {
        first.stop();
      }
    },
  });
  await first.run();
  assert.deepEqual(told, [
    [1, 10],
    [2, 20],
  ]);
  assert.equal(first.ending, undefined);
  assert.equal(first.blocks, 2);

  const counts = { ...noRestoreCounts(), stored: 20 };
  const reader = await openDump();
  const doneBytes: number[] = [];
  const second: RestoreRun = new RestoreRun({
    ...options,
    reader,
    done: { blocks: 2, counts },
    onItem: () => doneBytes.push(second.doneBytes ?? Number.NaN),
  });
  await second.run();
  assert.equal(doneBytes.length, 20);
  assert.ok(doneBytes.every((bytes, index) => bytes > (doneBytes[index - 1] ?? reader.headerEnd ?? Number.NaN)));
  assert.ok((doneBytes.at(-1) ?? Number.NaN) < (reader.endOffset ?? Number.NaN));
  assert.deepEqual(told.slice(2), [
    [3, 30],
    [4, 40],
  ]);
  assert.equal(second.ending?.kind, "whole");
  const stats = await client.stats();
  assert.equal(stats.find(({ name }) => name === "curr_items")?.value, "40");
  client.destroy();
  await server.stop("SIGKILL");
});

test("it is stopped while the dump is still to come", async () => {
  async function* stalled(): AsyncGenerator<Buffer> {
    yield encodeHeader({ created: "x", servers: ["a"] });
    await new Promise(() => {});
  }
  const run = new RestoreRun({
    targets: [],
    place: () => 0,
    mode: "set",
    clock: { ...systemClock, sleep: async () => {} },
    filter: () => true,
    onItem: () => {},
    onBlock: () => undefined,
    reader: await DumpReader.open(stalled()),
    done: undefined,
  });
  const running = run.run();
  run.stop();
  await running;
  assert.equal(run.ending, undefined);
});
