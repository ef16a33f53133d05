/** keys/key-deleter.ts: every reply counted, binary keys, servers without meta commands, the rate, and being stopped. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../../src/base/clock.ts";
import { KeyDeleter, type KeyDeleterOptions } from "../../../src/keys/key-deleter.ts";
import type { KeyEntry } from "../../../src/keys/key-entry.ts";
import { RateLimit } from "../../../src/keys/rate-limit.ts";
import { type DumpScript, startDumpServer } from "../../support/dump-server.ts";
import { keyEntry } from "../../support/key-entries.ts";

const NEVER = new AbortController().signal;

async function deleteKeys(
  script: DumpScript,
  entries: readonly KeyEntry[],
  options: Partial<KeyDeleterOptions> = {},
  signal: AbortSignal = NEVER,
) {
  const asked: string[] = [];
  const failures: string[] = [];
  let sleptMs = 0;
  const server = await startDumpServer(script, asked);
  const deleter = new KeyDeleter(server.address, {
    clock: {
      ...systemClock,
      monotonicMs: () => sleptMs,
      sleep: async (ms) => {
        sleptMs += ms;
      },
    },
    rateLimit: undefined,
    onlyUnchanged: false,
    onFailure: (key, reason) => failures.push(`${key.toString("latin1")}: ${reason}`),
    ...options,
  });
  try {
    await deleter.delete(entries, signal);
  } finally {
    deleter.close();
    await server.close();
  }
  return { counts: deleter.counts, bytes: deleter.deletedBytes, asked, failures, sleptMs };
}

const META: DumpScript = { mn: "MN\r\n", "md a": "HD\r\n", "md b": "NF\r\n", "md AAE= b": "HD\r\n" };

test("counts what became of each key; binary ones go in base64", async () => {
  const entries = [keyEntry("a"), keyEntry("b"), keyEntry("\x00\x01"), keyEntry("c")];
  const { counts, bytes, failures } = await deleteKeys({ ...META, "md c": "CLIENT_ERROR bad\r\n" }, entries);
  assert.deepEqual(counts, { deleted: 2, gone: 1, changed: 0, failed: 1 });
  assert.equal(bytes, 138);
  assert.match(failures.join(), /^c: .*refused `md`: CLIENT_ERROR bad/);
});

test("with the cas unique only what is unchanged is deleted", async () => {
  const script = { mn: "MN\r\n", "md a C7": "EX\r\n", "md b C8": "HD\r\n", "md c": "HD\r\n" };
  const entries = [keyEntry("a", { cas: 7n }), keyEntry("b", { cas: 8n }), keyEntry("c", { cas: 0n })];
  const { counts } = await deleteKeys(script, entries, { onlyUnchanged: true });
  assert.deepEqual(counts, { deleted: 2, gone: 0, changed: 1, failed: 0 });
});

test("a server without meta commands is asked in the classic way, for keys it can read", async () => {
  const script = { "delete a": "DELETED\r\n", "delete b": "NOT_FOUND\r\n" };
  const { counts, failures } = await deleteKeys(script, [keyEntry("a"), keyEntry("b"), keyEntry("c d")]);
  assert.deepEqual(counts, { deleted: 1, gone: 1, changed: 0, failed: 1 });
  assert.match(failures.join(), /^c d: a key with spaces/);
});

test("a key of more bytes than base64 leaves room for cannot be deleted, and says so", async () => {
  const { counts, failures } = await deleteKeys(META, [keyEntry(`${" ".repeat(200)}`)]);
  assert.equal(counts.failed, 1);
  assert.match(failures.join(), /more than 186/);
});

test("the rate spreads parts evenly", async () => {
  const entries = Array.from({ length: 40 }, () => keyEntry("a"));
  const { counts, sleptMs } = await deleteKeys(META, entries, { rateLimit: new RateLimit(100) });
  assert.equal(counts.deleted, 40);
  assert.equal(sleptMs, 350);
});

test("a stop before the next part leaves the rest alone", async () => {
  const stop = new AbortController();
  const script: DumpScript = {
    ...META,
    "md a": (socket, count) => {
      if (count === 5) {
        stop.abort();
      }
      socket.write("HD\r\n");
    },
  };
  const entries = Array.from({ length: 40 }, () => keyEntry("a"));
  const { counts } = await deleteKeys(script, entries, { rateLimit: new RateLimit(100) }, stop.signal);
  assert.ok(counts.deleted >= 5 && counts.deleted <= 10, String(counts.deleted));
});
