/** progress-display: one line rewritten in place on a terminal, a line a second elsewhere. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PhaseKind } from "../../../../src/bench/plan.ts";
import { ProgressDisplay } from "../../../../src/cli/bench/progress-display.ts";
import type { Context } from "../../../../src/cli/context.ts";

function show(isTTY: boolean, moments: readonly (readonly [PhaseKind, number])[]): string[] {
  const written: string[] = [];
  const stderr = { isTTY, columns: 40, write: (text: string) => written.push(text) };
  const display = new ProgressDisplay({ stderr, width: 80 } as unknown as Context);
  display.say("hello");
  for (const [phase, elapsedMs] of moments) {
    display.update({ phase, elapsedMs, done: 0.5, requests: 1000, errors: 0, hitRate: 0.123456, p99Ns: 1_234_567 });
  }
  display.end();
  return written;
}

test("elsewhere: about one line a second, without control bytes", () => {
  const moments = Array.from({ length: 13 }, (_, index) => ["measure", index * 250] as const);
  const written = show(false, [["populate", 0], ["populate", 500], ...moments]);
  assert.equal(written[0], "hello\n");
  assert.deepEqual(
    written.slice(1).map((line) => line.split(":")[0]),
    ["measure 1 s 50 %", "measure 2 s 50 %", "measure 3 s 50 %"],
  );
  assert.ok(written.every((line) => line.endsWith("\n") && !line.includes("\x1b")));
});

test("on a terminal: every moment in place, cut to the width, and cleared at the end", () => {
  const written = show(true, [
    ["measure", 250],
    ["measure", 500],
  ]);
  assert.equal(written.length, 4);
  assert.ok(
    written.slice(1, 3).every((line) => line.startsWith("\r\x1b[K") && line.length <= 4 + 39 && !line.includes("\n")),
  );
  assert.equal(written.at(-1), "\r\x1b[K");
});
