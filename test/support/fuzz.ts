/**
 * How long the fuzz tests run: some thousand inputs of a fixed seed, or MEMTOOL_FUZZ_SECONDS a test with seeds from the clock.
 * MEMTOOL_SEED repeats a run; how many inputs it had and of what seed is told.
 */

import type { TestContext } from "node:test";
import fc from "fast-check";

const SEED_DEFAULT = 20_260;

/** Checks a property of random inputs, `numRuns` of them unless there is a time to fill. Throws with the shrunk input and the seed. */
export function assertFuzzed<Inputs>(context: TestContext, property: fc.IProperty<Inputs>, numRuns: number): void {
  const seconds = Number(process.env["MEMTOOL_FUZZ_SECONDS"] ?? 0);
  const isLong = seconds > 0;
  const seed = Number(process.env["MEMTOOL_SEED"] ?? (isLong ? Date.now() % 2 ** 31 : SEED_DEFAULT));
  const outcome = fc.check(
    property,
    isLong ? { seed, numRuns: 1e9, interruptAfterTimeLimit: seconds * 1000 } : { seed, numRuns },
  );
  context.diagnostic(`${outcome.numRuns} inputs, seed ${outcome.seed}`);
  if (outcome.failed) throw new Error(fc.defaultReportMessage(outcome));
}
