/**
 * Assertions: what has to be true of servers, as people write it. `bench --threshold` compares in the same way.
 *
 *   assertion = [total.]measure operator limit      hit_ratio > 90%   evictions == 0   total.rate(get_misses) < 1k
 *   measure   = name | rate(name) | delta(name)     rate: per second, delta: difference, both over the window
 *   name      = a summary field | a statistic of `stats`, `stats settings`, `stats items` (items:5:evicted), `stats slabs` (5:free_chunks)
 *   operator  = < <= > >= == !=
 *   limit     = a number with the unit that fits: 64MiB, 90%, 5s, 1k; a text with == and !=
 *
 * Without `total.` every server has to pass.
 */
import { COMPARISONS, type Comparison, splitComparison } from "../base/comparison.ts";
import { MemtoolError } from "../base/errors.ts";
import type { Scalar } from "../stats/stat-map.ts";
import { type FieldKind, SUMMARY_FIELDS, type TotalRule } from "../stats/summary.ts";
import { parseLimit } from "./assertion-limit.ts";
import { kindOf } from "./stat-kinds.ts";

/** What is taken of a name: what it is now, or how it moved in the window. */
export type Measure = "value" | "rate" | "delta";

/** One assertion. */
export interface Assertion {
  /** As it was typed. */
  readonly text: string;
  readonly scope: "each" | "total";
  readonly measure: Measure;
  readonly name: string;
  /** What the measured number is, units included. */
  readonly kind: FieldKind;
  readonly operator: Comparison;
  /** In base units: bytes, part of 1, seconds, per second, how many. */
  readonly limit: number | string;
}

const HINT =
  "write it like 'hit_ratio > 0.9', 'evictions == 0', 'total.bytes < 64MiB' or 'rate(get_misses) < 100'; comparisons are";

const MEASURE = /^(total\.)?(?:(rate|delta)\(\s*(.*?)\s*\)|(.*))$/s;

/** The kinds of the summary's fields and how they add up. */
export function summaryFieldOf(name: string): { readonly kind: FieldKind; readonly total: TotalRule } | undefined {
  return SUMMARY_FIELDS.find((field) => field.name === name);
}

/**
 * Reads one assertion; whether the servers know its name is found when they have answered.
 * @throws MemtoolError USAGE: what was found, and what may stand there
 */
export function parseAssertion(text: string): Assertion {
  if (/&&|\|\|/.test(text)) {
    throw refusal(text, "it says several things at once", "write an assertion for each: all of them have to pass");
  }
  const parts = splitComparison(text);
  if (typeof parts === "string") {
    throw refusal(text, parts, `${HINT} ${Object.keys(COMPARISONS).join(" ")}`);
  }
  const [, total, moving, movingName, plain] = MEASURE.exec(parts.left) ?? [];
  const name = movingName ?? plain ?? "";
  if (name === "" || /[\s()]/.test(name)) {
    throw refusal(text, `${JSON.stringify(parts.left)} is no name`, `${HINT} ${Object.keys(COMPARISONS).join(" ")}`);
  }
  if (movingName?.startsWith("total.")) {
    const right = `total.${moving}(${movingName.slice("total.".length)})`;
    throw refusal(text, "total. stands in front of everything", `write ${right} ${parts.operator} ${parts.right}`);
  }
  const measure: Measure = moving === "rate" || moving === "delta" ? moving : "value";
  const field = summaryFieldOf(name);
  const kind = measuredKind(text, field?.kind ?? kindOf(name), measure);
  if (total !== undefined && field?.total === "none") {
    throw refusal(text, `${name} of several servers has no total`, "leave total. out: then each server is looked at");
  }
  const limit = readLimit(text, parts.right, kind);
  if (typeof limit === "string" && parts.operator !== "==" && parts.operator !== "!=") {
    throw refusal(text, `${JSON.stringify(limit)} is no number`, "texts can only be compared with == and !=");
  }
  const scope = total === undefined ? "each" : "total";
  return { text: text.trim(), scope, measure, name, kind, operator: parts.operator, limit };
}

/** Whether it is about what happens in a window. */
export function needsWindow({ measure, name }: Assertion): boolean {
  return measure !== "value" || name.startsWith("window_");
}

function measuredKind(text: string, kind: FieldKind, measure: Measure): FieldKind {
  if (measure === "value") {
    return kind;
  }
  if (kind === "text" || kind === "rate" || kind === "byteRate") {
    const found = kind === "text" ? "a text" : "a rate already";
    throw refusal(text, `${measure}() is for numbers that move, and this is ${found}`, "leave it out");
  }
  return measure === "delta" ? kind : kind === "bytes" ? "byteRate" : "rate";
}

function readLimit(text: string, limit: string, kind: FieldKind): number | string {
  if (limit === "") {
    throw refusal(text, "there is nothing to compare with", "for example 'evictions == 0'");
  }
  try {
    return parseLimit(limit, kind);
  } catch (error) {
    if (error instanceof MemtoolError && error.code === "USAGE") {
      throw refusal(text, error.message, error.hint ?? HINT);
    }
    throw error;
  }
}

function refusal(text: string, found: string, hint: string): MemtoolError {
  return new MemtoolError("USAGE", `cannot use the assertion ${JSON.stringify(text)}: ${found}`, { hint });
}

/** Whether a measured value passes; a number never equals a text. */
export function passes({ operator, limit }: Pick<Assertion, "operator" | "limit">, measured: Scalar): boolean {
  if (typeof limit === "string" || typeof measured === "string") {
    const isEqual = String(measured) === String(limit);
    return operator === "==" ? isEqual : operator === "!=" && !isEqual;
  }
  return COMPARISONS[operator](Number(measured), limit);
}
