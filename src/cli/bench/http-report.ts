/** Prints what came of a run against an HTTP application, and says with which code it ends. */
import type { HttpBenchOutcome } from "../../bench/http/http-runner.ts";
import { httpTables } from "../../bench/http/http-tables.ts";
import { httpFooter, httpHeadline, isHttpMeasured } from "../../bench/http/http-text.ts";
import type { Context } from "../context.ts";
import { printOutcome, type ReportOptions } from "./report.ts";

/** {@link printOutcome} of a run against an HTTP application. */
export async function reportHttpOutcome(
  outcome: HttpBenchOutcome,
  options: ReportOptions,
  signalCode: number | undefined,
  context: Context,
): Promise<number> {
  const { result } = outcome;
  const words = {
    headline: httpHeadline(result),
    footer: httpFooter(result),
    tables: isHttpMeasured(result) ? httpTables(result) : [],
    isWrong: false,
  };
  return await printOutcome(outcome, words, options, signalCode, context);
}
