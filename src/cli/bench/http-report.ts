/** Prints what came of a run against an HTTP application, and says with which code it ends. */
import type { HttpBenchResult } from "../../bench/http/http-document.ts";
import type { HttpBenchOutcome } from "../../bench/http/http-runner.ts";
import { httpTables } from "../../bench/http/http-tables.ts";
import { httpFooter, httpHeadline, isHttpMeasured } from "../../bench/http/http-text.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { describeFailure, failureText } from "../failure.ts";
import { wrap } from "../help.ts";
import { type JsonValue, jsonDocument } from "../output/json.ts";
import { barsText, type ReportOptions, tableText, thresholdText } from "./report.ts";

async function resultText(
  { result, latencies }: HttpBenchOutcome,
  options: ReportOptions,
  context: Context,
): Promise<string> {
  if (options.json) {
    return jsonDocument(result as unknown as JsonValue);
  }
  const fit = (line: string): string => (context.isTerminal ? wrap(line, context.width) : line);
  const measured = isHttpMeasured(result);
  const blocks = [
    httpHeadline(result).map(fit).join("\n"),
    ...(measured ? await Promise.all(httpTables(result).map((table) => tableText(table, context))) : []),
    measured && options.histogram ? barsText(latencies, context) : "",
    httpFooter(result).map(fit).join("\n"),
    await thresholdText(result, context),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function isPassed({ valid, thresholds }: HttpBenchResult): boolean {
  return valid && thresholds.every(({ passed }) => passed);
}

/**
 * Prints the result and, when the run was cut short, why.
 * @param signalCode the exit code of a run that a signal ended; undefined when none did
 * @returns the exit code
 */
export async function reportHttpOutcome(
  outcome: HttpBenchOutcome,
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
