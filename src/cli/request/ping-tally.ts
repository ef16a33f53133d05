/** What a series of pings to one server adds up to, and the words for it. Pure. */
import type { MemtoolError } from "../../base/errors.ts";
import { type JsonValue, jsonDocument } from "../output/json.ts";

/** What is known about one server so far. */
export class PingTally {
  readonly address: string;
  sentCount = 0;
  answeredCount = 0;
  /** Of the round trips that were answered, in milliseconds: the last, the shortest, the longest, all together. */
  lastMs = 0;
  minMs = Number.POSITIVE_INFINITY;
  maxMs = 0;
  sumMs = 0;
  version: string | undefined;
  /** Why the last ping that was not answered was not. */
  error: MemtoolError | undefined;

  constructor(address: string) {
    this.address = address;
  }

  /** Counts an answer. */
  record(ms: number): void {
    this.answeredCount++;
    this.lastMs = ms;
    this.minMs = Math.min(this.minMs, ms);
    this.maxMs = Math.max(this.maxMs, ms);
    this.sumMs += ms;
  }

  /** Pings without an answer. */
  get lostCount(): number {
    return this.sentCount - this.answeredCount;
  }

  /** Mean round trip; NaN without any. */
  get meanMs(): number {
    return this.sumMs / this.answeredCount;
  }
}

/** `0.213`: whole microseconds, as ping(8) has them. */
export function formatMs(ms: number): string {
  return ms.toFixed(3);
}

/** The line of one answer. */
export function answerLine({ address, sentCount, lastMs }: PingTally): string {
  return `${address} seq=${sentCount} time=${formatMs(lastMs)} ms`;
}

/** The line at the end. */
export function summaryLine({ address, sentCount, answeredCount, lostCount, minMs, meanMs, maxMs }: PingTally): string {
  const lost = sentCount === 0 ? "" : ` (${Math.round((lostCount / sentCount) * 100)}% lost)`;
  const counts = `${sentCount} sent, ${answeredCount} answered${lost}`;
  const spread = answeredCount === 0 ? "" : `, min/avg/max ${[minMs, meanMs, maxMs].map(formatMs).join("/")} ms`;
  return `${address} ${counts}${spread}`;
}

/** All servers as one document. */
export function pingJson(tallies: readonly PingTally[]): string {
  return jsonDocument({ servers: tallies.map(tallyJson) });
}

function tallyJson({ address, version, sentCount, answeredCount, minMs, meanMs, maxMs, error }: PingTally): JsonValue {
  const [min_ms, avg_ms, max_ms] = [minMs, meanMs, maxMs].map((ms) => Number(formatMs(ms)));
  const spread = answeredCount === 0 ? {} : { min_ms, avg_ms, max_ms };
  return {
    address,
    version,
    sent: sentCount,
    answered: answeredCount,
    ...spread,
    ...(error === undefined ? {} : { error: { code: error.code, message: error.message } }),
  };
}
