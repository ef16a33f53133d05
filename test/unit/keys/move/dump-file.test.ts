/** keys/move/dump-file.ts: new files, files that are there, and unfinished ones. */
import assert from "node:assert/strict";
import { createReadStream, existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { type DumpFileOptions, openDumpFile } from "../../../../src/keys/move/dump-file.ts";
import { DumpReader } from "../../../../src/keys/move/dump-reader.ts";
import { numberedItem } from "../../../support/stored-items.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const folder = temporaryFolder("dump-file-");

function optionsFor(name: string, fields: Partial<DumpFileOptions> = {}): DumpFileOptions {
  const path = join(folder, name);
  return { path, servers: ["a:1"], created: "x", resume: false, overwrite: false, seed: 1, ...fields };
}

async function write(options: DumpFileOptions, from: number, to: number, isFinished: boolean): Promise<void> {
  const { writer, close } = await openDumpFile(options);
  for (let number = from; number < to; number++) {
    writer.add(0, numberedItem(number, 0));
  }
  await (isFinished ? writer.end({ items: to }) : writer.flush());
  await close();
}

async function keyCount(path: string): Promise<{ count: number; isWhole: boolean }> {
  const reader = await DumpReader.open(createReadStream(path));
  let count = 0;
  for await (const { items } of reader.blocks()) {
    count += items.length;
  }
  return { count, isWhole: reader.ending?.kind === "whole" };
}

for (const name of ["plain.dump", "packed.dump.gz"]) {
  test(`${name}: an unfinished dump that was cut off goes on behind its last whole block, a finished one not at all`, async () => {
    const options = optionsFor(name);
    await write(options, 0, 50, false);
    await write({ ...options, resume: true }, 50, 90, false);
    truncateSync(options.path, readFileSync(options.path).length - 5);
    const resumed = await openDumpFile({ ...options, resume: true });
    assert.deepEqual([resumed.known.size, resumed.knownCount], [50, 50]);
    assert.ok(resumed.known.has(0, numberedItem(49, 0).key) && !resumed.known.has(0, numberedItem(50, 0).key));
    resumed.writer.add(0, numberedItem(50, 0));
    await resumed.writer.end({ items: 51 });
    await resumed.close();
    assert.deepEqual(await keyCount(options.path), { count: 51, isWhole: true });
    const bytes = readFileSync(options.path);
    const again = await openDumpFile({ ...options, resume: true });
    assert.deepEqual([again.isWhole, again.known.size], [true, 51]);
    await again.close();
    assert.deepEqual(readFileSync(options.path), bytes);
  });
}

test("a file that is there is only replaced when that is wanted", async () => {
  const options = optionsFor("there.dump");
  await write(options, 0, 5, true);
  await assert.rejects(openDumpFile(options), { code: "USAGE", hint: /--overwrite/ });
  await write({ ...options, overwrite: true }, 0, 2, true);
  assert.equal((await keyCount(options.path)).count, 2);
});

test("what cannot be continued says why; --resume of nothing, or of an empty file, begins", async () => {
  const options = optionsFor("other.dump", { resume: true });
  await write(options, 0, 3, false);
  await assert.rejects(openDumpFile({ ...options, servers: ["b:1"] }), { code: "USAGE", message: /a dump of a:1/ });
  writeFileSync(join(folder, "text"), "no dump at all\n");
  await assert.rejects(openDumpFile(optionsFor("text", { resume: true })), { code: "USAGE", message: /no dump/ });
  writeFileSync(join(folder, "foreign.gz"), gzipSync(readFileSync(options.path)));
  await assert.rejects(openDumpFile(optionsFor("foreign.gz", { resume: true })), { message: /another program/ });
  await assert.rejects(openDumpFile(optionsFor("no/such/folder")), { code: "USAGE" });
  writeFileSync(join(folder, "empty"), "");
  await write(optionsFor("empty", { resume: true }), 0, 3, true);
  assert.equal((await keyCount(join(folder, "empty"))).count, 3);
});

test("until something is written a file that is there stays as it is, and one that is not there does not come", async () => {
  const old = optionsFor("yesterday.dump");
  await write(old, 0, 5, true);
  const bytes = readFileSync(old.path);
  await (await openDumpFile({ ...old, overwrite: true })).close();
  assert.deepEqual(readFileSync(old.path), bytes);
  const fresh = optionsFor("fresh.dump");
  await (await openDumpFile(fresh)).close();
  assert.ok(!existsSync(fresh.path));
});
