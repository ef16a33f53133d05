/** How long something takes that the load generator only acts out, as `--miss-penalty`: a fixed time or a distribution of times. */
import { unreachable } from "../../base/assert.ts";
import { MemtoolError } from "../../base/errors.ts";
import type { Prng } from "../../base/prng.ts";
import { parseDurationMs } from "../../base/units.ts";
import { DELAY_MS_MAX } from "../limits.ts";
import { formatDecimal } from "./decimal.ts";
import { NormalSampler } from "./normal.ts";
import { formatPareto, type ParetoLaw, paretoQuantile, parsePareto } from "./pareto.ts";

/** How delays are distributed, in ms: evenly from a time to another (or always the same), or by one of three laws of nature. */
export type DelayLaw =
  | { readonly kind: "uniform"; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: "exponential"; readonly meanMs: number }
  | { readonly kind: "normal"; readonly meanMs: number; readonly deviationMs: number }
  | ParetoLaw;

const HINT =
  "write 5ms, 1ms-20ms, exponential:10ms (mean), normal:10ms,2ms (mean, deviation) or " +
  "pareto:LOC,SCALE,SHAPE[,MAX], for instance pareto:1ms,5ms,0.3";

function refuse(text: string, found: string): MemtoolError {
  return new MemtoolError("USAGE", `cannot use the delay ${JSON.stringify(text)}: ${found}`, { hint: HINT });
}

function millisecondsOf(word: string, text: string): number {
  try {
    const milliseconds = parseDurationMs(word);
    if (milliseconds <= DELAY_MS_MAX) {
      return milliseconds;
    }
  } catch (error) {
    throw error instanceof MemtoolError ? refuse(text, error.message) : error;
  }
  throw refuse(text, "a delay is at most an hour");
}

function parseRange(text: string): DelayLaw {
  const [from = "", to = from, ...more] = text.split("-");
  const fromMs = millisecondsOf(from, text);
  const toMs = millisecondsOf(to, text);
  if (more.length > 0 || toMs < fromMs) {
    throw refuse(text, "a range is FROM-TO and does not end before it starts");
  }
  return { kind: "uniform", fromMs, toMs };
}

function parseParetoDelay(text: string): ParetoLaw {
  const parse = (word: string) => millisecondsOf(word, text);
  const law = parsePareto(text, { parseAmount: parse, parseMax: parse, maxDefault: DELAY_MS_MAX });
  if (law === undefined) {
    throw refuse(text, "pareto takes LOC,SCALE,SHAPE[,MAX]: LOC up to MAX, SCALE above 0, SHAPE 0 or more");
  }
  return law;
}

/**
 * Reads `5ms`, `1ms-20ms`, `exponential:MEAN`, `normal:MEAN,DEVIATION` or `pareto:LOC,SCALE,SHAPE[,MAX]`. Times are an hour at most.
 * @throws MemtoolError USAGE
 */
export function parseDelay(text: string): DelayLaw {
  const [kind = "", list] = text.trim().split(":", 2);
  const words = list?.split(",") ?? [];
  if (kind === "pareto") {
    return parseParetoDelay(text);
  }
  if (kind === "exponential" && words.length === 1) {
    return { kind, meanMs: millisecondsOf(words[0] ?? "", text) };
  }
  if (kind === "normal" && words.length === 2) {
    return { kind, meanMs: millisecondsOf(words[0] ?? "", text), deviationMs: millisecondsOf(words[1] ?? "", text) };
  }
  if (list !== undefined) {
    throw refuse(text, `there is no distribution ${JSON.stringify(kind)} with ${words.length} arguments`);
  }
  return parseRange(text);
}

function formatMs(milliseconds: number): string {
  return `${formatDecimal(milliseconds)}ms`;
}

/** Writes a delay so that {@link parseDelay} reads it back. */
export function formatDelay(law: DelayLaw): string {
  switch (law.kind) {
    case "uniform":
      return law.fromMs === law.toMs ? formatMs(law.fromMs) : `${formatMs(law.fromMs)}-${formatMs(law.toMs)}`;
    case "exponential":
      return `exponential:${formatMs(law.meanMs)}`;
    case "normal":
      return `normal:${formatMs(law.meanMs)},${formatMs(law.deviationMs)}`;
    case "pareto":
      return formatPareto(law, formatMs);
    default:
      return unreachable(law, "delay");
  }
}

/** Draws delays. */
export class DelaySampler {
  readonly #law: DelayLaw;
  readonly #normal = new NormalSampler();

  constructor(law: DelayLaw) {
    this.#law = law;
  }

  /** The next delay in ms, with fractions: from 0 (a normal law's negative part counts as 0) to an hour. */
  next(prng: Prng): number {
    return Math.min(DELAY_MS_MAX, Math.max(0, this.#draw(prng)));
  }

  #draw(prng: Prng): number {
    const law = this.#law;
    switch (law.kind) {
      case "uniform":
        return law.fromMs + prng.nextDouble() * (law.toMs - law.fromMs);
      case "exponential":
        return -law.meanMs * Math.log1p(-prng.nextDouble());
      case "normal":
        return law.meanMs + law.deviationMs * this.#normal.next(prng);
      case "pareto":
        return paretoQuantile(law, prng.nextDouble());
      default:
        return unreachable(law, "delay");
    }
  }
}
