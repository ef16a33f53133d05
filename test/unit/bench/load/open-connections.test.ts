/** open-connections: all of them, at once or at a rate; the first failure is told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Clock } from "../../../../src/base/clock.ts";
import { systemClock } from "../../../../src/base/clock.ts";
import type { LoadConnection } from "../../../../src/bench/load/connection.ts";
import { openConnections } from "../../../../src/bench/load/open-connections.ts";

/** Connections that open after a turn of the event loop and keep when they were asked to. */
function connections(count: number, open: (index: number) => Promise<string>) {
  const askedMs: number[] = [];
  const all = Array.from({ length: count }, (_, index) => ({
    open: () => {
      askedMs.push(performance.now());
      return open(index);
    },
  }));
  return { askedMs, all: all as unknown as readonly LoadConnection[] };
}

const still: Clock = { monotonicMs: () => 0, unixMs: () => 0 };

test("without a rate at most 64 are being opened at once", async () => {
  let opening = 0;
  let most = 0;
  const { all, askedMs } = connections(200, async () => {
    most = Math.max(most, ++opening);
    await new Promise((resolve) => setImmediate(resolve));
    opening--;
    return "1.6.45";
  });
  assert.equal(await openConnections(all, Number.POSITIVE_INFINITY, still), "1.6.45");
  assert.equal(askedMs.length, 200);
  assert.equal(most, 64);
});

test("at a rate, none sooner than its turn", async () => {
  const { all, askedMs } = connections(10, async () => "1");
  const startMs = performance.now();
  await openConnections(all, 200, systemClock);
  for (const [index, ms] of askedMs.entries()) {
    assert.ok(ms - startMs >= index * 5 - 1, `connection ${index} after ${ms - startMs} ms`);
  }
});

test("one that cannot be opened is told, whoever else is still on the way", async () => {
  const { all } = connections(100, (index) =>
    index === 70 ? Promise.reject(new Error("refused")) : new Promise((resolve) => setTimeout(() => resolve("1"), 5)),
  );
  await assert.rejects(openConnections(all, Number.POSITIVE_INFINITY, still), /refused/);
});

test("none is fine", async () => {
  assert.equal(await openConnections([], 10, still), "");
});
