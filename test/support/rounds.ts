/** Rounds of servers that exist only on paper, for what is made of rounds. */
import { MemtoolError } from "../../src/base/errors.ts";
import type { Round, ServerAnswer, ServerState, StatsSubcommand } from "../../src/monitor/reading.ts";

/** Rounds of tests begin here (2026-01-01 00:00 UTC). */
export const ROUND_START_MS = 1_767_225_600_000;

/** What a test says of an answer. */
export interface AnswerOptions {
  readonly address?: string;
  /** Seconds since the first round. */
  readonly second?: number;
  readonly stats?: Readonly<Record<string, number | string>>;
  readonly views?: Readonly<Partial<Record<StatsSubcommand, Readonly<Record<string, number | string>>>>>;
  readonly probesUs?: readonly number[];
}

function mapOf(stats: Readonly<Record<string, number | string>>): Map<string, string> {
  return new Map(Object.entries(stats).map(([name, value]) => [name, String(value)]));
}

/** An answer of a process that has been up since a hundred seconds before the first round. */
export function testAnswer({
  address = "a:11211",
  second = 0,
  stats = {},
  views = {},
  probesUs,
}: AnswerOptions = {}): ServerAnswer {
  const general = { pid: 7, uptime: 100 + second, version: "1.6.45", ...stats };
  return {
    address,
    up: true,
    views: new Map([
      ["" as const, mapOf(general)],
      ...Object.entries(views).map(([name, view]) => [name as StatsSubcommand, mapOf(view)] as const),
    ]),
    atMs: second * 1000,
    tookMs: 0.4,
    ...(probesUs === undefined ? {} : { probesUs }),
  };
}

/** A server that is gone. */
export function testSilence(address = "a:11211", message = "connection refused"): ServerState {
  return { address, up: false, error: new MemtoolError("CONNECT", message) };
}

/** A round that many seconds after the first one. */
export function testRound(second: number, ...servers: readonly ServerState[]): Round {
  return { atUnixMs: ROUND_START_MS + second * 1000, servers };
}
