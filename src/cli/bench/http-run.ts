/** `memtool bench http://...`: loads an HTTP application and shows what came of it. The work is in src/bench/http. */
import { MemtoolError } from "../../base/errors.ts";
import { escapeControls } from "../../base/escape.ts";
import type { HttpDatedPoint } from "../../bench/http/http-phase.ts";
import { runHttpBench } from "../../bench/http/http-runner.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { findAddresses } from "../servers/find-servers.ts";
import { benchTitle } from "./bench-title.ts";
import { httpBenchOf } from "./http-bench-plan.ts";
import { requestHistograms } from "./http-histograms.ts";
import type { HttpOptionValues } from "./http-options.ts";
import { reportHttpOutcome } from "./http-report.ts";
import { openDisplay } from "./progress-display.ts";
import { serverReader } from "./read-server.ts";
import { RunFiles } from "./run-files.ts";

/**
 * Runs it.
 * @param words the positional words: URLs and request lines
 * @returns the exit code
 * @throws MemtoolError USAGE, ADDRESS, and as runHttpBench
 */
export async function runHttp(words: readonly string[], options: HttpOptionValues, context: Context): Promise<number> {
  const named = options.cache.length === 0 ? [] : await findAddresses(options.cache, options, context);
  const { plan, caches, tls } = httpBenchOf(words, options, context.env, named);
  const files = new RunFiles<HttpDatedPoint>(options, plan.arrivals.kind !== "closed", (second) =>
    requestHistograms(second, plan.requests),
  );
  const display = await openDisplay(context, benchTitle(escapeControls(plan.origin), plan), options["no-live"]);
  const reader = serverReader(caches, tls);
  const interrupt = new AbortController();
  let signalCode: number | undefined;
  const dispose = context.onInterrupt((signal) => {
    signalCode = signal === "SIGTERM" ? EXIT.terminated : EXIT.interrupted;
    interrupt.abort(new MemtoolError("INTERRUPTED", "interrupted before anything was measured"));
  });
  try {
    const outcome = await runHttpBench(plan, {
      caches,
      readCache: reader.read,
      onProgress: (progress) => display.update(progress),
      onPoint: (point) => files.add(point),
      signal: interrupt.signal,
    });
    files.end(outcome.latencies);
    display.end();
    return await reportHttpOutcome(outcome, options, signalCode, context);
  } finally {
    display.end();
    dispose();
    reader.close();
  }
}
