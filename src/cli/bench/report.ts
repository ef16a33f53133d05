/** Prints what came of a run, and says with which code it ends. */
import type { MemtoolError } from "../../base/errors.ts";
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
async function tableText(table: ResultTable, context: Context): Promise<string> {
  if (!context.isTerminal) {
    return plainTable(table);
  }
  const { terminalTable } = await import("../output/terminal-table.ts");
  return terminalTable(table, createStyle(context.color), context.width);
}

/** How the thresholds fared; empty without any. */
async function thresholdText({ thresholds }: Pick<BenchResult, "thresholds">, context: Context): Promise<string> {
  return thresholds.length === 0
    ? ""
    : `${await tableText(thresholdTable(thresholds), context)}\n${thresholdSummary(thresholds)}`;
}

/** How the latencies spread, as wide as the output. */
function barsText(latencies: Histogram, context: Context): string {
  return latencyBars(latencies, { width: context.isTerminal ? context.width : PLAIN_WIDTH }).join("\n");
}

/** What a run came to, as far as printing it goes. */
export interface PrintedOutcome {
  readonly result: Pick<BenchResult, "valid" | "thresholds">;
  readonly latencies: Histogram;
  readonly error: MemtoolError | undefined;
}

/** How the result of one kind of load is told. */
export interface ResultWords {
  /** Lines above the tables, and below them. */
  readonly headline: readonly string[];
  readonly footer: readonly string[];
  /** Empty when nothing was measured. */
  readonly tables: readonly ResultTable[];
  /** Whether there is anything wrong that neither validity nor thresholds tell. */
  readonly isWrong: boolean;
}

async function resultText(
  { result, latencies }: PrintedOutcome,
  { headline, footer, tables }: ResultWords,
  options: ReportOptions,
  context: Context,
): Promise<string> {
  if (options.json) {
    const { jsonDocument } = await import("../output/json.ts");
    return jsonDocument(result as unknown as JsonValue);
  }
  const fit = (line: string): string => (context.isTerminal ? wrap(line, context.width) : line);
  const blocks = [
    headline.map(fit).join("\n"),
    ...(await Promise.all(tables.map((table) => tableText(table, context)))),
    tables.length > 0 && options.histogram ? barsText(latencies, context) : "",
    footer.map(fit).join("\n"),
    await thresholdText(result, context),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/**
 * Prints the result and, when the run was cut short, why.
 * @param signalCode the exit code of a run that a signal ended; undefined when none did
 * @returns the exit code
 */
export async function printOutcome(
  outcome: PrintedOutcome,
  words: ResultWords,
  options: ReportOptions,
  signalCode: number | undefined,
  context: Context,
): Promise<number> {
  const { result, error } = outcome;
  context.stdout.write(await resultText(outcome, words, options, context));
  if (error !== undefined) {
    const failure = describeFailure(error);
    context.stderr.write(failureText(failure, "bench"));
    return failure.exitCode;
  }
  const isPassed = result.valid && !words.isWrong && result.thresholds.every(({ passed }) => passed);
  return signalCode ?? (isPassed ? EXIT.ok : EXIT.checkFailed);
}

/** {@link printOutcome} of a run against memcached servers. */
export async function reportOutcome(
  outcome: BenchOutcome,
  options: ReportOptions,
  signalCode: number | undefined,
  context: Context,
): Promise<number> {
  const { result } = outcome;
  const { verification } = result;
  const words = {
    headline: headline(result),
    footer: footer(result),
    tables: isMeasured(result) ? resultTables(result) : [],
    isWrong: verification !== null && verification.mismatches + verification.lostUpdates > 0,
  };
  return await printOutcome(outcome, words, options, signalCode, context);
}
