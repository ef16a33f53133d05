/** read-server: the counters of a server that gives them; nothing, not an error, of one that does not. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { serverReader } from "../../../../src/cli/bench/read-server.ts";
import { cacheScript, type Script, ScriptedCache } from "../../../support/scripted-cache.ts";

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) {
    await close();
  }
});

async function readerOf(script: Script) {
  const server = await ScriptedCache.start(script);
  const reader = serverReader([server.address], undefined);
  closers.push(
    () => reader.close(),
    () => server.stop(),
  );
  return { server, reader };
}

const STATS =
  "STAT version 1.6.45\r\nSTAT threads 4\r\nSTAT get_hits 7\r\nSTAT rusage_user 0.5\r\nSTAT rusage_system 0.25\r\nEND\r\n";

test("counters, threads, version and CPU time, each time anew", async () => {
  const { reader } = await readerOf(({ words }) => (words[0] === "stats" ? STATS : undefined));
  const first = await reader.read(0);
  assert.deepEqual(
    [first?.counters.get("get_hits"), first?.threads, first?.version, first?.cpuMs],
    [7, 4, "1.6.45", 750],
  );
  const second = await reader.read(0);
  assert.ok(first !== undefined && second !== undefined && second.atMs > first.atMs);
});

test("a server that refuses, or is gone, gives nothing", async () => {
  const { server, reader } = await readerOf(cacheScript());
  assert.equal(await reader.read(0), undefined);
  await server.stop();
  assert.equal(await reader.read(0), undefined);
});
