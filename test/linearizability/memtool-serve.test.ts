/**
 * Eight connections on four worker threads work on three hot keys over all protocols at once; the recorded history has to be
 * linearizable. MEMTOOL_LINEARIZABILITY_SECONDS sets how long (default 3), MEMTOOL_SEED repeats the choices of a run.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BINARY, CLASSIC, META } from "../support/hot-key-dialects.ts";
import { recordHotKeys } from "../support/hot-key-load.ts";
import { assertLinearizable } from "../support/linearizability.ts";
import { startMemtool } from "../support/memtool-server.ts";

const seconds = Number(process.env["MEMTOOL_LINEARIZABILITY_SECONDS"] ?? 3);
const seed = Number(process.env["MEMTOOL_SEED"] ?? 20_261_124);
/** Long histories are checked piece by piece, each on a server whose keys were deleted. */
const ROUND_SECONDS = 3;

test("get, set, add, cas, incr and delete of hot keys are linearizable", async (context) => {
  const memtool = await startMemtool({ args: ["-t", "4"] });
  let operationCount = 0;
  let roundCount = 0;
  try {
    for (let left = seconds; left > 0; left -= ROUND_SECONDS) {
      const history = await recordHotKeys(memtool.target, {
        seed: seed + roundCount,
        connections: Array.from({ length: 8 }, (_, index) => (index < 6 ? [CLASSIC, META] : [BINARY])),
        keyCount: 3,
        seconds: Math.min(left, ROUND_SECONDS),
        pipeline: 3,
      });
      assertLinearizable(history);
      const kinds = new Set(
        [...history.values()].flat().map(({ action, answer }) => `${action.kind} ${answer.outcome}`),
      );
      for (const kind of ["get done", "add refused", "cas done", "cas refused", "incr done", "delete missing"]) {
        assert.ok(kinds.has(kind), `the history has a "${kind}"`);
      }
      for (const operations of history.values()) operationCount += operations.length;
      roundCount++;
      const cleaner = await memtool.connect();
      cleaner.end([...history.keys(), ""].map((key) => (key === "" ? "quit\r\n" : `delete ${key}\r\n`)).join(""));
      await new Promise((resolve) => cleaner.once("close", resolve).resume());
    }
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\nrepeat with MEMTOOL_SEED=${seed}`);
  } finally {
    await memtool.stop();
  }
  context.diagnostic(`${operationCount} operations in ${roundCount} histories, seed ${seed}`);
});
