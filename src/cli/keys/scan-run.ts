/**
 * Scans several servers at once for a command: one failing server does not hold the others up, notices and progress go to stderr, and
 * Ctrl-C ends all of it with what is known.
 */
import type { Address } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { formatCount } from "../../base/format-units.ts";
import type { KeyEntry } from "../../keys/key-entry.ts";
import type { KeyFilter } from "../../keys/key-filter.ts";
import { KeyScan } from "../../keys/key-scan.ts";
import type { ClientTls } from "../../net/client-tls.ts";
import type { Context } from "../context.ts";
import { EXIT, exitCodeOf, worstOf } from "../exit-codes.ts";
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
  /** Whether the hash table is walked, which misses nothing. */
  readonly isExact: boolean;
  /** For each address, the slab class it starts with. */
  readonly fromClasses: readonly number[];
  /** Whether a line of progress may be drawn on the terminal of stderr. */
  readonly wantsProgress: boolean;
  /**
   * Takes keys that the filter chose; the server waits until it resolves.
   * @param signal aborted by Ctrl-C
   * @param index of the server among the addresses
   * @returns false to end all scans: it has enough
   */
  consume(scan: KeyScan, chosen: readonly KeyEntry[], signal: AbortSignal, index: number): Promise<boolean>;
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
  /** Aborted if it was interrupted. */
  readonly signal: AbortSignal;
}

/** Runs the scans to their ends. Throws only what is a bug. */
export async function runScans(request: ScanRequest, context: Context): Promise<ScanRun> {
  const abort = new AbortController();
  const progress = new ProgressLine(context, request.wantsProgress);
  let chosenCount = 0;
  const scans = request.addresses.map((address, index) => createScan(request, context, progress, address, index));
  const stopAll = (): void => {
    for (const scan of scans) {
      scan.stop();
    }
  };
  const release = context.onInterrupt(() => {
    abort.abort();
    stopAll();
  });
  const runOne = async (scan: KeyScan, index: number): Promise<void> => {
    for await (const batch of scan.batches()) {
      const { nowS } = scan;
      const chosen = batch.filter((entry) => request.filter(entry, nowS));
      chosenCount += chosen.length;
      const wantsMore = chosen.length === 0 || (await request.consume(scan, chosen, abort.signal, index));
      progress.update((seconds) => scanProgressText(...totals(scans), chosenCount, seconds));
      if (!wantsMore) {
        stopAll();
      }
    }
  };
  try {
    const failures = await Promise.all(scans.map((scan, index) => failureOf(scan, runOne(scan, index))));
    return { scans, failures: failures.flat(), wasInterrupted: abort.signal.aborted, signal: abort.signal };
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
    isExact: request.isExact,
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
  if (canResume) {
    context.stderr.write(resumeText(run, commandName));
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
  return worstOf(failures.map(({ error }) => exitCodeOf(error.code)));
}

/** How a scan goes on that did not come to its end; empty for one that did. */
function resumeText({ scans, wasInterrupted }: ScanRun, commandName: string): string {
  const words = resumeWords(scans);
  const [seen, expected] = totals(scans);
  if (words === undefined || seen === 0) {
    return "";
  }
  const part = `${formatCount(seen)}${expected === undefined ? "" : ` of ${formatCount(expected)}`} keys looked at`;
  if (scans.some((scan) => scan.hasFinishedClasses)) {
    return `memtool ${commandName}: ${part}; go on with ${words} (an unfinished slab class starts again)\n`;
  }
  return wasInterrupted
    ? `memtool ${commandName}: ${part}; no slab class was finished, so there is nothing to go on from\n`
    : "";
}
