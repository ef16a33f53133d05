/** From a server's text to the value of a series, without going through a double. */
import type { StatMap } from "../stat-map.ts";
import type { MetricSource } from "./metric.ts";

/** No number of memcached's is longer. */
const NUMBER_LENGTH_MAX = 40;

const MICROSECOND_DIGITS = 6;

/** What a source gives: a value with its labels; nothing when the server does not have the statistic; or a text that is no value. */
export type SourceReading =
  | { readonly kind: "value"; readonly value: string; readonly labels: Readonly<Record<string, string>> }
  | { readonly kind: "absent" }
  | { readonly kind: "fault"; readonly stat: string; readonly text: string };

const ABSENT: SourceReading = { kind: "absent" };
const NO_LABELS = {};

/** Reads one series. */
export function readSource(source: MetricSource, stats: StatMap): SourceReading {
  const { stat, labels = NO_LABELS, minus } = source;
  const text = stats.get(stat);
  if (text === undefined) {
    return ABSENT;
  }
  if (source.form === "label") {
    return { kind: "value", value: "1", labels: { ...labels, [stat]: text } };
  }
  if (minus !== undefined) {
    return readDifference([stat, ...minus], stats, labels);
  }
  const value = readForm(source.form ?? "number", text);
  return value === undefined ? { kind: "fault", stat, text } : { kind: "value", value, labels };
}

function readForm(form: "number" | "yes-no" | "microseconds", text: string): string | undefined {
  switch (form) {
    case "number":
      return text.length <= NUMBER_LENGTH_MAX && /^-?[0-9]+(\.[0-9]+)?$/.test(text) ? text : undefined;
    case "yes-no":
      return text === "yes" ? "1" : text === "no" ? "0" : undefined;
    case "microseconds":
      return isCount(text) ? microsecondsAsSeconds(text) : undefined;
  }
}

function isCount(text: string): boolean {
  return text.length <= NUMBER_LENGTH_MAX && /^[0-9]+$/.test(text);
}

function microsecondsAsSeconds(digits: string): string {
  const padded = BigInt(digits)
    .toString()
    .padStart(MICROSECOND_DIGITS + 1, "0");
  return `${padded.slice(0, -MICROSECOND_DIGITS)}.${padded.slice(-MICROSECOND_DIGITS)}`;
}

/**
 * The first count less the others. Threads count while the server adds them up, so that for a moment the parts can be more than the
 * whole; a counter below zero would be taken for a restart.
 */
function readDifference(
  names: readonly string[],
  stats: StatMap,
  labels: Readonly<Record<string, string>>,
): SourceReading {
  let difference: bigint | undefined;
  for (const stat of names) {
    const text = stats.get(stat);
    if (text === undefined) {
      return ABSENT;
    }
    if (!isCount(text)) {
      return { kind: "fault", stat, text };
    }
    difference = difference === undefined ? BigInt(text) : difference - BigInt(text);
  }
  const value = difference === undefined || difference < 0n ? 0n : difference;
  return { kind: "value", value: value.toString(), labels };
}
