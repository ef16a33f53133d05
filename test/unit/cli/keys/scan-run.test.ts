/** cli/keys/scan-run.ts: several servers at once, one that fails, Ctrl-C, enough, and what is said at the end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Address } from "../../../../src/base/address.ts";
import { concludeScans, runScans, type ScanRequest } from "../../../../src/cli/keys/scan-run.ts";
import { type DumpScript, scriptedStats, startDumpServer } from "../../../support/dump-server.ts";
import { createTestContext } from "../../../support/test-context.ts";

const SCRIPT: DumpScript = {
  ...scriptedStats({ 3: 1, 12: 1 }),
  "lru_crawler metadump 3": "key=a exp=-1\nEND\r\n",
  "lru_crawler metadump 12": "key=c exp=-1\nEND\r\n",
};

function requestFor(addresses: readonly Address[], keys: string[], options: Partial<ScanRequest> = {}): ScanRequest {
  return {
    commandName: "keys list",
    addresses,
    tls: undefined,
    timeoutMs: 5000,
    filter: ({ key }) => key.toString() !== "hidden",
    onlyClass: undefined,
    isExact: false,
    fromClasses: [],
    wantsProgress: false,
    consume: async (_scan, chosen, _signal, index) => {
      keys.push(...chosen.map(({ key }) => `${index}${key}`));
      return true;
    },
    ...options,
  };
}

test("all servers are scanned; a dead one is told and decides the exit code", async () => {
  const one = await startDumpServer(SCRIPT);
  const two = await startDumpServer({ ...SCRIPT, "lru_crawler metadump 3": "key=hidden exp=-1\nEND\r\n" });
  const dead = await startDumpServer(SCRIPT);
  await dead.close();
  const { context, stderrText } = createTestContext();
  const keys: string[] = [];
  const run = await runScans(requestFor([one.address, two.address, dead.address], keys), context);
  assert.deepEqual(keys.sort(), ["0a", "0c", "1c"]);
  assert.equal(run.failures.length, 1);
  assert.equal(concludeScans(run, "keys list", context, false), 3);
  assert.match(stderrText(), /^memtool keys list: could not connect to 127/);
  await one.close();
  await two.close();
});

test("the failure of the only server is the command's, after how to go on", async () => {
  const server = await startDumpServer({
    ...SCRIPT,
    "lru_crawler metadump 12": (socket) => socket.end("key=c exp=-1\n"),
  });
  const { context, stderrText } = createTestContext();
  const run = await runScans(requestFor([server.address], []), context);
  assert.throws(() => concludeScans(run, "keys list", context, true), { code: "DISCONNECTED" });
  assert.match(stderrText(), /2 of 2 keys looked at; go on with --resume-from 12 /);
  await server.close();
});

test("Ctrl-C ends with what is known", async () => {
  const server = await startDumpServer({
    ...SCRIPT,
    "lru_crawler metadump 12": (socket) => socket.write("key=c exp=-1\n"),
  });
  const { context, interrupt, stderrText } = createTestContext();
  const keys: string[] = [];
  const request = requestFor([server.address], keys, {
    consume: async (_scan, chosen) => {
      keys.push(...chosen.map(({ key }) => key.toString()));
      if (keys.includes("c")) {
        interrupt("SIGINT");
      }
      return true;
    },
  });
  const run = await runScans(request, context);
  assert.deepEqual(keys, ["a", "c"]);
  assert.ok(run.wasInterrupted && run.signal.aborted);
  assert.equal(concludeScans(run, "keys list", context, true), 130);
  assert.match(stderrText(), /go on with --resume-from 12/);
  await server.close();
});

test("a command that has enough ends all scans", async () => {
  const server = await startDumpServer(SCRIPT);
  const { context, stderrText } = createTestContext();
  const run = await runScans(requestFor([server.address], [], { consume: async () => false }), context);
  assert.equal(run.scans[0]?.seenCount, 1);
  assert.equal(concludeScans(run, "keys list", context, true), 0);
  assert.equal(stderrText(), "");
  await server.close();
});
