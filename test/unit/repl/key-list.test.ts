/** Listing keys: patterns, limits, stopping, several nodes; and the sample for completion. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import { type KeyWalk, listKeys, parseKeyQuestion, sampleKeys } from "../../../src/repl/key-list.ts";
import { fakeShell } from "../../support/fake-shell.ts";

/** A walk that counts what was taken from it. */
function walkOf(keys: readonly string[], taken: { count: number }): KeyWalk {
  let isStopped = false;
  return {
    async *batches() {
      for (let at = 0; at < keys.length && !isStopped; at += 2) {
        taken.count += 2;
        yield keys.slice(at, at + 2).map((key) => ({ key: Buffer.from(key) }));
      }
    },
    stop: () => {
      isStopped = true;
    },
  };
}

async function list(pattern: string, limit: number, addresses = ["a:1"], stopAfter = Number.POSITIVE_INFINITY) {
  const { nodes } = fakeShell(() => ({ kind: "none" }), { addresses });
  const keys = ["user:1", "x", "user:2", "y", "user:é", "z"];
  const found: string[] = [];
  const taken = { count: 0 };
  const stop = new AbortController();
  const listing = await listKeys(
    nodes.sessions,
    { pattern, limit },
    {
      walkKeys: () => walkOf(keys, taken),
      onNotice: () => {},
      onKeys: (batch, session) => {
        found.push(...batch.map((key) => `${session.address} ${Buffer.from(key)}`));
        if (found.length >= stopAfter) {
          stop.abort();
        }
      },
      signal: stop.signal,
    },
  );
  return { found, listing, taken: taken.count };
}

test("what matches, and how many were looked at", async () => {
  const { found, listing } = await list("user:*", 100);
  assert.deepEqual(found, ["a:1 user:1", "a:1 user:2", "a:1 user:é"]);
  assert.deepEqual(listing, { matchedCount: 3, seenCount: 6, isComplete: true, errors: [] });
  assert.deepEqual((await list("*é", 100)).found, ["a:1 user:é"]);
});

test("the limit ends it, over several nodes too, without reading on", async () => {
  const { found, listing, taken } = await list("user:*", 1, ["a:1", "b:2"]);
  assert.deepEqual(found, ["a:1 user:1"]);
  assert.equal(listing.isComplete, false);
  assert.equal(taken, 2);
  assert.equal((await list("*", 8, ["a:1", "b:2"])).found.length, 8);
});

test("it stops when it is told to", async () => {
  const { found, listing, taken } = await list("*", 100, ["a:1", "b:2"], 2);
  assert.equal(found.length, 2);
  assert.equal(taken, 2);
  assert.equal(listing.isComplete, false);
});

test("a server that refuses does not hide the others", async () => {
  const { nodes } = fakeShell(() => ({ kind: "none" }), { addresses: ["a:1", "b:2"] });
  const { matchedCount, errors } = await listKeys(
    nodes.sessions,
    { pattern: "*", limit: 9 },
    {
      walkKeys: (address) => {
        if (address.kind === "tcp" && address.host === "a") {
          return {
            // biome-ignore lint/correctness/useYield: it fails before the first batch
            async *batches() {
              throw new MemtoolError("REFUSED", "not allowed");
            },
            stop: () => {},
          };
        }
        return walkOf(["k"], { count: 0 });
      },
      onNotice: () => {},
      onKeys: () => {},
      signal: new AbortController().signal,
    },
  );
  assert.equal(matchedCount, 1);
  assert.deepEqual(
    errors.map((error) => error.message),
    ["not allowed"],
  );
});

test("arguments", () => {
  assert.deepEqual(parseKeyQuestion([], 7), { pattern: "*", limit: 7 });
  assert.deepEqual(parseKeyQuestion(["a*", "1k"], 7), { pattern: "a*", limit: 1000 });
  assert.throws(() => parseKeyQuestion(["a", "many"], 7), MemtoolError);
  assert.throws(() => parseKeyQuestion(["a", "1", "2"], 7), MemtoolError);
});

test("the sample fills completion and is silent about trouble", async () => {
  const { nodes } = fakeShell(() => ({ kind: "none" }));
  const [session] = nodes.sessions;
  assert.ok(session !== undefined);
  const { signal } = new AbortController();
  await sampleKeys(session, () => walkOf(["a1", "a2", "a3"], { count: 0 }), 2, signal);
  assert.deepEqual(session.keys.startingWith("a"), ["a1", "a2"]);
  await sampleKeys(
    session,
    () => {
      throw new MemtoolError("CONNECT", "gone");
    },
    2,
    signal,
  );
});
