/** Several servers' hottest keys as one list, with bounds that still hold. */
import type { FrequentKey } from "../space-saving.ts";
import type { HotKeysReport } from "./hot-keys.ts";

/**
 * Adds reports that hold every key their sketches know. A key that a sketch has no counter for may have been seen there as often as its
 * smallest counter says: that much goes to the count and to the error, so that the true count still lies between them
 * (Agarwal et al.: "Mergeable summaries", PODS 2012). Servers that never had to give a counter away add nothing.
 */
export function mergeReports(reports: readonly HotKeysReport[], limit: number): HotKeysReport {
  const sum = (of: (report: HotKeysReport) => number): number => reports.reduce((total, one) => total + of(one), 0);
  const errorMax = sum((report) => report.errorMax);
  const merged = new Map<string, FrequentKey>();
  for (const report of reports) {
    for (const one of report.keys) {
      // Until its counter is met a key has the smallest count of each sketch.
      const known = merged.get(one.key) ?? unseen(one.key, errorMax);
      merged.set(one.key, {
        key: one.key,
        count: known.count + one.count - report.errorMax,
        error: known.error + one.error - report.errorMax,
        goodCount: known.goodCount + one.goodCount,
        sizeBytes: Math.max(known.sizeBytes, one.sizeBytes),
      });
    }
  }
  return {
    keys: [...merged.values()].sort((a, b) => b.count - a.count).slice(0, limit),
    total: sum((report) => report.total),
    goodTotal: sum((report) => report.goodTotal),
    errorMax,
    lost: sum((report) => report.lost),
  };
}

function unseen(key: string, count: number): FrequentKey {
  return { key, count, error: count, goodCount: 0, sizeBytes: 0 };
}

/**
 * How many of the listed keys are certainly among the `listed` hottest: those that were seen at least as often as any key
 * that is not listed can have been. @param next the largest count of a key that is not listed
 */
export function certainCount(keys: readonly FrequentKey[], next: number): number {
  return keys.filter(({ count, error }) => count - error >= next).length;
}
