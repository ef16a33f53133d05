/**
 * Scans several servers at once for a command: one failing server does not hold the others up, notices and progress go to stderr, and
 * Ctrl-C ends all of it with what is known.
 */
import type { Address } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import type { KeyEntry } from "../../keys/key-entry.ts";
import type { KeyFilter } from "../../keys/key-filter.ts";
import { KeyScan } from "../../keys/key-scan.ts";
import type { ClientTls } from "../../net/client-tls.ts";
import type { Context } from "../context.ts";
import { EXIT, exitCodeOf } from "../exit-codes.ts";
import { describeFailure, failureText } from "../failure.ts";
import { ProgressLine, scanProgressText } from "./progress-line.ts";
import { resumeWords } from "./resume-points.ts";

/** What to scan and for whom. */
export interface ScanRequest {
  /** For messages: `keys list`. */
  readonly commandName: string;
  readonly addresses: readonly Address[];
  readonly tls: ClientTls | undefined;
  readonly timeoutMs: number;
  readonly filter: KeyFilter;
  readonly onlyClass: number | undefined;
  /** For each address, the slab class it starts with. */
  readonly fromClasses: readonly number[];
  /** Whether a line of progress may be drawn on the terminal of stderr. */
  readonly wantsProgress: boolean;
  /**
   * Takes keys that the filter chose; the server waits until it resolves.
   * @param signal aborted by Ctrl-C
   * @returns false to end all scans: it has enough
   */
  consume(scan: KeyScan, chosen: readonly KeyEntry[], signal: AbortSignal): Promise<boolean>;
}

/** A server that could not be scanned to its end. */
export interface ScanFailure {
  readonly scan: KeyScan;
  readonly error: MemtoolError;
}

/** How it went. */
export interface ScanRun {
  readonly scans: readonly KeyScan[];
  readonly failures: readonly ScanFailure[];
  readonly wasInterrupted: boolean;
}

/** Runs the scans to their ends. Throws only what is a bug. */
export async function runScans(request: ScanRequest, context: Context): Promise<ScanRun> {
  const abort = new AbortController();
  const progress = new ProgressLine(context, request.wantsProgress);
  let chosenCount = 0;
  let wasInterrupted = false;
  const scans = request.addresses.map((address, index) => createScan(request, context, progress, address, index));
  const stopAll = (): void => {
    for (const scan of scans) {
      scan.stop();
    }
  };
  const release = context.onInterrupt(() => {
    wasInterrupted = true;
    abort.abort();
    stopAll();
  });
  const runOne = async (scan: KeyScan): Promise<void> => {
    for await (const batch of scan.batches()) {
      const { nowS } = scan;
      const chosen = batch.filter((entry) => request.filter(entry, nowS));
      chosenCount += chosen.length;
      const wantsMore = chosen.length === 0 || (await request.consume(scan, chosen, abort.signal));
      progress.update((seconds) => scanProgressText(...totals(scans), chosenCount, seconds));
      if (!wantsMore) {
        stopAll();
      }
    }
  };
  try {
    const failures = await Promise.all(scans.map((scan) => failureOf(scan, runOne(scan))));
    return { scans, failures: failures.flat(), wasInterrupted };
  } finally {
    progress.clear();
    release();
  }
}

function createScan(
  request: ScanRequest,
  context: Context,
  progress: ProgressLine,
  address: Address,
  index: number,
): KeyScan {
  return new KeyScan(address, {
    tls: request.tls,
    connectTimeoutMs: request.timeoutMs,
    silenceTimeoutMs: request.timeoutMs,
    clock: context.clock,
    fromClass: request.fromClasses[index],
    onlyClass: request.onlyClass,
    onNotice: (notice) => {
      progress.clear();
      context.stderr.write(`memtool ${request.commandName}: ${notice}\n`);
    },
  });
}

/** Seen and expected keys of all scans together; the latter is undefined until all of them know. */
function totals(scans: readonly KeyScan[]): [number, number | undefined] {
  const seen = scans.reduce((sum, scan) => sum + scan.seenCount, 0);
  const expected = scans.reduce<number | undefined>(
    (sum, scan) => (sum === undefined || scan.expectedCount === undefined ? undefined : sum + scan.expectedCount),
    0,
  );
  return [seen, expected];
}

async function failureOf(scan: KeyScan, run: Promise<void>): Promise<ScanFailure[]> {
  try {
    await run;
    return [];
  } catch (error) {
    if (error instanceof MemtoolError && error.code !== "BUG") {
      return [{ scan, error }];
    }
    throw error;
  }
}

/**
 * Says on stderr which servers failed and how a scan that did not come to its end goes on, and gives the exit code.
 * @param canResume whether the command has `--resume-from`
 * @throws MemtoolError the failure of the only server
 */
export function concludeScans(run: ScanRun, commandName: string, context: Context, canResume: boolean): number {
  const { scans, failures, wasInterrupted } = run;
  const words = canResume ? resumeWords(scans) : undefined;
  const isEmpty = scans.every(({ seenCount }) => seenCount === 0);
  if (words !== undefined && !isEmpty) {
    const seen = totals(scans)[0];
    context.stderr.write(
      `memtool ${commandName}: stopped after ${seen} keys; go on with ${words} (keys of an unfinished class come again)\n`,
    );
  }
  const [first] = failures;
  if (first !== undefined && scans.length === 1) {
    throw first.error;
  }
  for (const { error } of failures) {
    context.stderr.write(failureText(describeFailure(error), commandName));
  }
  if (wasInterrupted) {
    return EXIT.interrupted;
  }
  const codes = failures.map(({ error }) => exitCodeOf(error.code));
  return codes.includes(EXIT.connect) ? EXIT.connect : (codes[0] ?? EXIT.ok);
}
