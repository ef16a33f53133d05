/** Prints what came of a run, and says with which code it ends. */
import { latencyBars } from "../../bench/reporters/latency-bars.ts";
import { plainTable, type ResultTable, resultTables } from "../../bench/reporters/result-table.ts";
import { footer, headline, isMeasured } from "../../bench/reporters/result-text.ts";
import { thresholdSummary, thresholdTable } from "../../bench/reporters/threshold-table.ts";
import type { BenchResult } from "../../bench/result/document.ts";
import type { BenchOutcome } from "../../bench/runner.ts";
import type { Histogram } from "../../stats/histogram.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { describeFailure, failureText } from "../failure.ts";
import { wrap } from "../help.ts";
import type { JsonValue } from "../output/json.ts";
import { createStyle } from "../output/style.ts";

/** How to print it. */
export interface ReportOptions {
  readonly json: boolean;
  /** Whether to draw how the latencies spread. */
  readonly histogram: boolean;
}

/** Width of bars where the output is no terminal. */
const PLAIN_WIDTH = 100;

/** A table framed for a terminal, in plain columns elsewhere. */
export async function tableText(table: ResultTable, context: Context): Promise<string> {
  if (!context.isTerminal) {
    return plainTable(table);
  }
  const { terminalTable } = await import("../output/terminal-table.ts");
  return terminalTable(table, createStyle(context.color), context.width);
}

/** How the thresholds fared; empty without any. */
export async function thresholdText(
  { thresholds }: Pick<BenchResult, "thresholds">,
  context: Context,
): Promise<string> {
  return thresholds.length === 0
    ? ""
    : `${await tableText(thresholdTable(thresholds), context)}\n${thresholdSummary(thresholds)}`;
}

/** How the latencies spread, as wide as the output. */
export function barsText(latencies: Histogram, context: Context): string {
  return latencyBars(latencies, { width: context.isTerminal ? context.width : PLAIN_WIDTH }).join("\n");
}

async function resultText(
  { result, latencies }: BenchOutcome,
  options: ReportOptions,
  context: Context,
): Promise<string> {
  if (options.json) {
    const { jsonDocument } = await import("../output/json.ts");
    return jsonDocument(result as unknown as JsonValue);
  }
  const fit = (line: string): string => (context.isTerminal ? wrap(line, context.width) : line);
  const measured = isMeasured(result);
  const blocks = [
    headline(result).map(fit).join("\n"),
    ...(measured ? await Promise.all(resultTables(result).map((table) => tableText(table, context))) : []),
    measured && options.histogram ? barsText(latencies, context) : "",
    footer(result).map(fit).join("\n"),
    await thresholdText(result, context),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/** Whether the numbers can be trusted, values were as stored, and everything was reached that had to be. */
function isPassed({ valid, verification, thresholds }: BenchResult): boolean {
  const isVerified = verification === null || verification.mismatches + verification.lostUpdates === 0;
  return valid && isVerified && thresholds.every(({ passed }) => passed);
}

/**
 * Prints the result and, when the run was cut short, why.
 * @param signalCode the exit code of a run that a signal ended; undefined when none did
 * @returns the exit code
 */
export async function reportOutcome(
  outcome: BenchOutcome,
  options: ReportOptions,
  signalCode: number | undefined,
  context: Context,
): Promise<number> {
  const { result, error } = outcome;
  context.stdout.write(await resultText(outcome, options, context));
  if (error !== undefined) {
    const failure = describeFailure(error);
    context.stderr.write(failureText(failure, "bench"));
    return failure.exitCode;
  }
  return signalCode ?? (isPassed(result) ? EXIT.ok : EXIT.checkFailed);
}
