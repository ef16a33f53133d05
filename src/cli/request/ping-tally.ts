/** What a series of pings to one server adds up to, and the words for it. Pure. */
import type { MemtoolError } from "../../base/errors.ts";
import { type JsonValue, jsonDocument } from "../output/json.ts";

/** What is known about one server so far. */
export class PingTally {
  readonly address: string;
  /** The round trips that were answered, in milliseconds. */
  readonly timesMs: number[] = [];
  sentCount = 0;
  version: string | undefined;
  /** Why the last ping that was not answered was not. */
  error: MemtoolError | undefined;

  constructor(address: string) {
    this.address = address;
  }

  /** Pings without an answer. */
  get lostCount(): number {
    return this.sentCount - this.timesMs.length;
  }
}

/** `0.213`: whole microseconds, as ping(8) has them. */
export function formatMs(ms: number): string {
  return ms.toFixed(3);
}

/** The line of one answer. */
export function answerLine(tally: PingTally): string {
  const ms = tally.timesMs.at(-1) ?? 0;
  return `${tally.address} seq=${tally.sentCount} time=${formatMs(ms)} ms`;
}

/** The line at the end. */
export function summaryLine({ address, sentCount, timesMs, lostCount }: PingTally): string {
  const lost = sentCount === 0 ? "" : ` (${Math.round((lostCount / sentCount) * 100)}% lost)`;
  const counts = `${sentCount} sent, ${timesMs.length} answered${lost}`;
  const { minMs, avgMs, maxMs } = spreadOf(timesMs);
  const spread = timesMs.length === 0 ? "" : `, min/avg/max ${[minMs, avgMs, maxMs].map(formatMs).join("/")} ms`;
  return `${address} ${counts}${spread}`;
}

/** Least, mean and greatest; NaN without any. */
export function spreadOf(timesMs: readonly number[]): { minMs: number; avgMs: number; maxMs: number } {
  const sum = timesMs.reduce((total, ms) => total + ms, 0);
  return { minMs: Math.min(...timesMs), avgMs: sum / timesMs.length, maxMs: Math.max(...timesMs) };
}

/** All servers as one document. */
export function pingJson(tallies: readonly PingTally[]): string {
  return jsonDocument({ servers: tallies.map(tallyJson) });
}

function tallyJson({ address, version, sentCount, timesMs, error }: PingTally): JsonValue {
  const { minMs, avgMs, maxMs } = spreadOf(timesMs);
  const [min_ms, avg_ms, max_ms] = [minMs, avgMs, maxMs].map((ms) => Number(formatMs(ms)));
  const spread = timesMs.length === 0 ? {} : { min_ms, avg_ms, max_ms };
  return {
    address,
    version,
    sent: sentCount,
    answered: timesMs.length,
    ...spread,
    ...(error === undefined ? {} : { error: { code: error.code, message: error.message } }),
  };
}
