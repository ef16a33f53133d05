/** How long the fuzz tests run: some thousand seeded inputs, or MEMTOOL_FUZZ_SECONDS with seeds from the clock. */

/** Parameters of `fc.assert`; a longer run is `numRuns` of a test in name only. */
export function fuzzLimits(numRuns: number): {
  readonly numRuns: number;
  readonly seed: number;
  readonly interruptAfterTimeLimit?: number;
} {
  const seconds = Number(process.env["MEMTOOL_FUZZ_SECONDS"] ?? 0);
  return seconds > 0
    ? { numRuns: 1e9, seed: Date.now() % 2 ** 31, interruptAfterTimeLimit: seconds * 1000 }
    : { numRuns, seed: 20_260 };
}
