/** How the thresholds of a run fared, as a table of texts and as plain text. */
import type { ThresholdResult } from "../thresholds.ts";
import { plainTable, type ResultTable } from "./result-table.ts";

const HEAD = ["", "threshold", "measured", "why"] as const;

/** One row a threshold, in their order; the reason stands only where one failed. */
export function thresholdTable(results: readonly ThresholdResult[]): ResultTable {
  const rows = results.map(({ passed, threshold, actualText, reason }) => [
    passed ? "passed" : "FAILED",
    threshold,
    actualText,
    reason ?? "",
  ]);
  return { head: HEAD, rows, rightFrom: HEAD.length };
}

/** The sentence below the table: `2 of 3 thresholds passed`. */
export function thresholdSummary(results: readonly ThresholdResult[]): string {
  const passed = results.filter((result) => result.passed).length;
  return `${passed} of ${results.length} threshold${results.length === 1 ? "" : "s"} passed`;
}

/** Table and sentence for a pipe or a file. */
export function thresholdText(results: readonly ThresholdResult[]): string {
  return `${plainTable(thresholdTable(results))}\n${thresholdSummary(results)}`;
}
