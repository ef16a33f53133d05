/**
 * A strict reader of Prometheus's classic text format 0.0.4, written from its description and not from our writer: it refuses what a
 * lenient parser forgives, such as a family in two places, a series twice, or a sample that was not announced.
 */
import assert from "node:assert/strict";
import { createRequire } from "node:module";

/** One line of values. */
export interface ReadSample {
  readonly labels: Readonly<Record<string, string>>;
  /** As it stands in the text. */
  readonly value: string;
}

/** A metric as it was announced, with its samples. Histograms keep the samples of all their parts. */
export interface ReadFamily {
  readonly type: string;
  readonly help: string;
  readonly samples: readonly ReadSample[];
}

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"/;
const VALUE = /^(?:[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?inf|nan)$/i;
const TYPES = ["counter", "gauge", "histogram", "summary", "untyped"];
const PARTS: Readonly<Record<string, readonly string[]>> = {
  histogram: ["_bucket", "_sum", "_count"],
  summary: ["", "_sum", "_count"],
};

function unescapeText(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character));
}

/** Reads the labels between the braces. */
function readLabels(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = Object.create(null);
  let rest = text;
  while (rest !== "") {
    const [whole, name = "", value = ""] = LABEL.exec(rest) ?? assert.fail(`labels cannot be read: ${line}`);
    assert.ok(!(name in labels), `a label twice: ${line}`);
    assert.ok(!name.startsWith("__"), `a reserved label: ${line}`);
    labels[name] = unescapeText(value);
    rest = rest.slice(whole.length);
    assert.ok(rest === "" || /^,[a-zA-Z_]/.test(rest), `labels are not separated: ${line}`);
    rest = rest.slice(1);
  }
  return labels;
}

/** The end of the braces of a sample line: the first `}` outside of quotes. */
function labelsEnd(line: string, start: number): number {
  let isQuoted = false;
  for (let index = start; index < line.length; index++) {
    const character = line[index];
    if (isQuoted && character === "\\") {
      index++;
    } else if (character === '"') {
      isQuoted = !isQuoted;
    } else if (character === "}" && !isQuoted) {
      return index;
    }
  }
  return assert.fail(`braces are not closed: ${line}`);
}

function readSample(line: string): ReadSample & { readonly name: string } {
  const name = METRIC_NAME.exec(line)?.[0] ?? assert.fail(`no name: ${line}`);
  const hasLabels = line[name.length] === "{";
  const end = hasLabels ? labelsEnd(line, name.length + 1) : name.length - 1;
  const labels = hasLabels ? readLabels(line.slice(name.length + 1, end), line) : {};
  const value = /^ (\S+)$/.exec(line.slice(end + 1))?.[1] ?? assert.fail(`no value, or something behind it: ${line}`);
  assert.match(value, VALUE, line);
  return { name, labels, value };
}

/** Reads a whole text; fails at whatever the format forbids, and at a counter below zero. */
export function readExposition(text: string): ReadonlyMap<string, ReadFamily> {
  assert.ok(text === "" || text.endsWith("\n"), "the last line has no line feed");
  assert.ok(!text.includes("\r"), "a carriage return");
  const families = new Map<string, { type: string; help: string; samples: ReadSample[] }>();
  const series = new Set<string>();
  let current = "";
  for (const line of text.split("\n").filter((candidate) => candidate !== "")) {
    const [, keyword, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (keyword === "HELP") {
      assert.ok(!families.has(name), `a family in two places: ${line}`);
      assert.equal(METRIC_NAME.exec(name)?.[0], name, line);
      assert.ok(!/\\[^\\n]/.test(rest.replaceAll("\\\\", "")), `an unknown escape: ${line}`);
      families.set(name, { type: "", help: unescapeText(rest), samples: [] });
      current = name;
      continue;
    }
    const family = families.get(current) ?? assert.fail(`before any HELP: ${line}`);
    if (keyword === "TYPE") {
      assert.ok(name === current && family.type === "" && family.samples.length === 0, `TYPE out of place: ${line}`);
      assert.ok(TYPES.includes(rest), line);
      family.type = rest;
      continue;
    }
    assert.ok(!line.startsWith("#"), `a comment of no use: ${line}`);
    assert.ok(family.type !== "", `no TYPE before: ${line}`);
    const sample = readSample(line);
    const allowed = (PARTS[family.type] ?? [""]).map((part) => current + part);
    assert.ok(allowed.includes(sample.name), `outside of its family: ${line}`);
    assert.ok(family.type !== "counter" || Number(sample.value) >= 0, `a counter below zero: ${line}`);
    const key = sample.name + JSON.stringify(Object.entries(sample.labels).sort());
    assert.ok(!series.has(key), `a series twice: ${line}`);
    series.add(key);
    family.samples.push({ labels: sample.labels, value: sample.value });
  }
  return families;
}

/** What the npm package `parse-prometheus-text-format` makes of a text: a parser that is not ours. */
export function readWithPackage(text: string): ReadonlyMap<string, ReadFamily> {
  interface Parsed {
    readonly name: string;
    readonly type: string;
    readonly help: string;
    readonly metrics: readonly { readonly value: string; readonly labels?: Record<string, string> }[];
  }
  const parse = createRequire(import.meta.url)("parse-prometheus-text-format") as (text: string) => Parsed[];
  return new Map(
    parse(text).map(({ name, type, help, metrics }) => [
      name,
      { type: type.toLowerCase(), help, samples: metrics.map(({ value, labels = {} }) => ({ value, labels })) },
    ]),
  );
}

/** Families as text, one line a series, to be compared whole. */
export function seriesLines(families: ReadonlyMap<string, ReadFamily>): string[] {
  return [...families].flatMap(([name, { type, samples }]) =>
    samples.map(({ labels, value }) => `${type} ${name} ${JSON.stringify(Object.entries(labels).sort())} ${value}`),
  );
}
