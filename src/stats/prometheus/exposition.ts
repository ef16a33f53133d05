/**
 * Prometheus's classic text format, 0.0.4:
 *
 *   # HELP memcached_up Whether ...
 *   # TYPE memcached_up gauge
 *   memcached_up{server="a:11211"} 1
 *
 * Written by hand because values are the server's own digits: counters have 64 bits, and going through a double would change them.
 */
import type { MetricType } from "./metric.ts";

/** Names and values, in the order in which they are written. */
export type Labels = Readonly<Record<string, string>>;

/** One series and its value, a decimal number. */
export interface Sample {
  readonly labels: Labels;
  readonly value: string;
}

/** A metric with its series: at least one, no two with the same labels. */
export interface Family {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** The media type of what {@link writeExposition} writes. OpenMetrics would rename the counters that do not end in _total. */
export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n" };

function escapeWith(text: string, characters: RegExp): string {
  return text.replace(characters, (character) => ESCAPES[character] ?? character);
}

/** Labels never change, and most are asked for several times. */
const labelTexts = new WeakMap<Labels, string>();

/** `{a="b",c="d"}`, or nothing. Two series are the same when this is. */
export function labelText(labels: Labels): string {
  const known = labelTexts.get(labels);
  if (known !== undefined) {
    return known;
  }
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeWith(value, /[\\"\n]/g)}"`);
  const text = pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
  labelTexts.set(labels, text);
  return text;
}

function writeFamily({ name, type, help, samples }: Family): string {
  const lines = samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}\n`);
  return `# HELP ${name} ${escapeWith(help, /[\\\n]/g)}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

/** The whole text, each line with its line feed. */
export function writeExposition(families: readonly Family[]): string {
  return families.map(writeFamily).join("");
}
