/**
 * The generalised Pareto distribution, which the sizes and the gaps of real caches follow (Atikoglu et al., SIGMETRICS 2012), and its
 * spelling `pareto:LOC,SCALE,SHAPE[,MAX]`, the first three as mutilate has them.
 */
import { formatDecimal, parseDecimal } from "./decimal.ts";

/** A generalised Pareto distribution; what is drawn above `max` counts as `max`. */
export interface ParetoLaw {
  readonly kind: "pareto";
  /** The least that is drawn, 0 or more. */
  readonly location: number;
  /** Above 0. */
  readonly scale: number;
  /** 0 or more; 0 is the exponential distribution, and the larger the heavier the tail. */
  readonly shape: number;
  readonly max: number;
}

/** The value at `part` (0 up to, not including, 1) of the distribution: location + scale ((1 - U)^-shape - 1) / shape. */
export function paretoQuantile({ location, scale, shape, max }: ParetoLaw, part: number): number {
  const far = -Math.log1p(-part);
  const reach = shape === 0 ? far : Math.expm1(shape * far) / shape;
  return Math.min(max, location + scale * reach);
}

/** How the numbers of a law are spelled: those that have the unit of what is drawn (`amount`), and the largest. */
export interface ParetoUnits {
  readonly parseAmount: (word: string) => number;
  readonly parseMax: (word: string) => number;
  readonly maxDefault: number;
}

/** The law that `pareto:LOC,SCALE,SHAPE[,MAX]` spells; undefined if it is none. Passes on what the parsers of the units throw. */
export function parsePareto(text: string, units: ParetoUnits): ParetoLaw | undefined {
  const words = /^\s*pareto:(.*)$/.exec(text)?.[1]?.split(",") ?? [];
  const [locationWord = "", scaleWord = "", shapeWord = "", maxWord] = words;
  if (words.length < 3 || words.length > 4) {
    return undefined;
  }
  const location = units.parseAmount(locationWord);
  const scale = units.parseAmount(scaleWord);
  const shape = parseDecimal(shapeWord);
  const max = maxWord === undefined ? units.maxDefault : units.parseMax(maxWord);
  return location >= 0 && scale > 0 && shape >= 0 && max >= location
    ? { kind: "pareto", location, scale, shape, max }
    : undefined;
}

/** Writes a law so that {@link parsePareto} reads it back; `format` writes an amount. */
export function formatPareto(law: ParetoLaw, format: (amount: number) => string): string {
  return `pareto:${format(law.location)},${format(law.scale)},${formatDecimal(law.shape)},${format(law.max)}`;
}
