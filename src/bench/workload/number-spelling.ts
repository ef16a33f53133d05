/** How numbers of keys are spelled, in any unit: `N`, `FROM-TO`, a list of these with shares, or a generalised Pareto distribution. */
import { MemtoolError } from "../../base/errors.ts";
import { formatDecimal, parseDecimal } from "./decimal.ts";
import type { NumberLaw, NumberPart } from "./key-numbers.ts";
import { formatPareto, type ParetoUnits, parsePareto } from "./pareto.ts";

/** What is spelled. */
export interface NumberUnit {
  /** What the sentence of an error calls it. */
  readonly name: string;
  readonly hint: string;
  /** Reads one number; throws a USAGE error if it is none or out of bounds. */
  readonly parse: (word: string) => number;
  readonly format: (value: number) => string;
  /** The largest number of a Pareto distribution that names none; undefined where there is no such distribution. */
  readonly paretoMaxDefault: number | undefined;
  /** The smallest number. */
  readonly min: number;
}

function refuse(unit: NumberUnit, text: string, found: string): MemtoolError {
  return new MemtoolError("USAGE", `cannot use the ${unit.name} ${JSON.stringify(text)}: ${found}`, {
    hint: unit.hint,
  });
}

function numberOf(word: string, unit: NumberUnit, text: string): number {
  try {
    return unit.parse(word);
  } catch (error) {
    throw error instanceof MemtoolError && error.code === "USAGE" ? refuse(unit, text, error.message) : error;
  }
}

function parsePart(part: string, unit: NumberUnit, text: string): NumberPart {
  const [range = "", share, ...more] = part.split(":");
  const [fromWord = "", toWord, ...beyond] = range.split("-");
  const weight = share === undefined ? 1 : parseDecimal(share);
  if (more.length > 0 || beyond.length > 0 || !(weight > 0)) {
    throw refuse(unit, text, `${JSON.stringify(part)} is not N, FROM-TO, N:SHARE or FROM-TO:SHARE`);
  }
  const from = numberOf(fromWord, unit, text);
  const to = toWord === undefined ? from : numberOf(toWord, unit, text);
  if (to < from) {
    throw refuse(unit, text, `the range ${JSON.stringify(range)} ends before it starts`);
  }
  return { from, to, weight };
}

function parseParetoLaw(text: string, unit: NumberUnit, maxDefault: number): NumberLaw {
  const units: ParetoUnits = { parseAmount: parseDecimal, parseMax: (word) => numberOf(word, unit, text), maxDefault };
  const law = parsePareto(text, units);
  if (law === undefined || law.location < unit.min) {
    throw refuse(
      unit,
      text,
      `pareto takes LOC,SCALE,SHAPE[,MAX]: LOC from ${unit.min} to MAX, SCALE above 0, SHAPE 0 or more`,
    );
  }
  return law;
}

/**
 * Reads numbers of keys.
 * @throws MemtoolError USAGE
 */
export function parseNumbers(text: string, unit: NumberUnit): NumberLaw {
  if (unit.paretoMaxDefault !== undefined && /^\s*pareto\b/.test(text)) {
    return parseParetoLaw(text, unit, unit.paretoMaxDefault);
  }
  return { kind: "parts", parts: text.split(",").map((part) => parsePart(part, unit, text)) };
}

/** Writes numbers of keys so that {@link parseNumbers} reads them back. */
export function formatNumbers(law: NumberLaw, unit: NumberUnit): string {
  if (law.kind === "pareto") {
    return formatPareto(law, formatDecimal);
  }
  return law.parts
    .map(({ from, to, weight }) => {
      const range = from === to ? unit.format(from) : `${unit.format(from)}-${unit.format(to)}`;
      return law.parts.length === 1 ? range : `${range}:${formatDecimal(weight)}`;
    })
    .join(",");
}
