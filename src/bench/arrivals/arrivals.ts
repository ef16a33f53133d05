/** When requests are sent: `--rate`, `--arrivals` and `--stages` as data. */
import { MemtoolError } from "../../base/errors.ts";
import { parseDurationMs, parseRate } from "../../base/units.ts";
import type { RateStage } from "./rate-curve.ts";

/**
 * `closed`: a connection sends when replies have made room, so a slow server is asked less. Open loops send when requests are due, whatever
 * the server does: `constant` evenly spaced, `poisson` with independent gaps, as requests of many independent users come.
 */
export type Arrivals =
  | { readonly kind: "closed" }
  | { readonly kind: "constant" | "poisson"; readonly stages: readonly RateStage[] };

/** The spacings of an open loop. */
export const SPACINGS = ["constant", "poisson"] as const;

/** One of {@link SPACINGS}. */
export type Spacing = (typeof SPACINGS)[number];

/** Highest rate that makes sense to ask of one process, per second. */
const RATE_MAX = 100_000_000;

function refuse(text: string, found: string): MemtoolError {
  return new MemtoolError("USAGE", `cannot use the stages ${JSON.stringify(text)}: ${found}`, {
    hint: "write DURATION:RATE,...: the rate goes in a straight line to each one's RATE; 10s:1k,30s:1k,0s:5k,30s:5k ramps up, holds, jumps and holds",
  });
}

/** Checks a rate. @throws MemtoolError USAGE */
export function checkRate(rate: number, name: string): number {
  if (!(rate > 0 && rate <= RATE_MAX)) {
    throw new MemtoolError("USAGE", `${name} has to be above 0 and at most ${RATE_MAX}/s`);
  }
  return rate;
}

function parseStage(part: string, text: string): { durationMs: number; rate: number } {
  const [duration = "", rate, ...more] = part.trim().split(":");
  if (rate === undefined || more.length > 0) {
    throw refuse(text, `${JSON.stringify(part)} is not DURATION:RATE`);
  }
  try {
    const parsed = { durationMs: parseDurationMs(duration), rate: parseRate(rate) };
    if (parsed.rate <= RATE_MAX) {
      return parsed;
    }
  } catch (error) {
    throw error instanceof MemtoolError && error.code === "USAGE" ? refuse(text, error.message) : error;
  }
  throw refuse(text, `${rate} is more than ${RATE_MAX}/s`);
}

/**
 * Reads stages as k6 has them: each goes in a straight line from the rate before to its own, in its duration; one of no duration jumps.
 * @param startRate requests per second before the first stage
 * @throws MemtoolError USAGE
 */
export function parseStages(text: string, startRate: number): RateStage[] {
  let fromRate = startRate;
  const stages = text.split(",").map((part) => {
    const { durationMs, rate } = parseStage(part, text);
    const stage = { durationMs, fromRate, toRate: rate };
    fromRate = rate;
    return stage;
  });
  if (!stages.some(({ durationMs, fromRate: from, toRate }) => durationMs > 0 && from + toRate > 0)) {
    throw refuse(text, "no request would ever be due");
  }
  return stages;
}

/** Stages that hold one rate until something else ends the run. */
export function constantStages(rate: number): RateStage[] {
  return [{ durationMs: Number.POSITIVE_INFINITY, fromRate: rate, toRate: rate }];
}
