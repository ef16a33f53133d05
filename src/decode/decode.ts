/**
 * Values decoded by what they are: compression is taken off, serialized values are shown by their structure. Nothing in a value is
 * ever executed, imported or instantiated, and whatever the bytes are, the answer comes in bounded time and memory.
 */
import type { Content } from "./content.ts";
import { type FlagReading, readFlags } from "./flags.ts";
import { identify } from "./identify.ts";
import { type Certainty, type Judgement, judgeReading } from "./judge-reading.ts";
import { DECODE_LIMITS, type DecodeLimits } from "./limits.ts";

/** What one client means by the flags of an item, and whether its bytes agree. */
export interface FlagExplanation extends Pick<FlagReading, "client" | "meaning"> {
  readonly fits: boolean;
  /** Why the bytes are not what the flags say; undefined if they are. */
  readonly problem: string | undefined;
}

/** A value, decoded. */
export interface Decoded {
  readonly content: Content;
  /** How it was reached, for people: `zlib: 1,204 bytes unpacked to 8,400`, `JSON`. No text of the value is in it. */
  readonly steps: readonly string[];
  /** What is not as it should be, for people. No text of the value is in it. */
  readonly warnings: readonly string[];
  /** The meanings the flags have, those that fit the bytes first. */
  readonly flags: readonly FlagExplanation[];
}

/**
 * Decodes a value.
 * @param flags the item's client flags, 32 bits: where the bytes contradict them, the bytes win, and a warning says so
 */
export function decodeValue(bytes: Uint8Array, flags: number, options: Partial<DecodeLimits> = {}): Decoded {
  const limits = { ...DECODE_LIMITS, ...options };
  const judgements = readFlags(flags).map((reading) => judgeReading(reading, bytes, limits));
  const best = bestOf(judgements);
  const explanations = explain(judgements);
  if (best === undefined) {
    const found = identify(bytes, limits);
    const contradiction = judgements.length === 0 ? [] : [contradictionOf(flags, judgements)];
    return { ...found, warnings: [...contradiction, ...found.warnings], flags: explanations };
  }
  const origin = `flags ${flags}: ${best.reading.meaning} (${clientsOf(best, judgements)})`;
  const { content, steps, warnings } = best.finding;
  return { content, steps: [origin, ...steps], warnings, flags: explanations };
}

/** What the flags of an item mean to the clients that use such flags, those whose meaning fits the bytes first. */
export function explainFlags(
  flags: number,
  bytes: Uint8Array,
  options: Partial<DecodeLimits> = {},
): readonly FlagExplanation[] {
  const limits = { ...DECODE_LIMITS, ...options };
  return explain(readFlags(flags).map((reading) => judgeReading(reading, bytes, limits)));
}

type Fitting = Extract<Judgement, { fits: true }>;

const RANKS: Readonly<Record<Certainty, number>> = { proven: 2, likely: 1, possible: 0 };

function bestOf(judgements: readonly Judgement[]): Fitting | undefined {
  return judgements
    .filter((judgement) => judgement.fits)
    .reduce<Fitting | undefined>(
      (best, next) => (best === undefined || RANKS[next.certainty] > RANKS[best.certainty] ? next : best),
      undefined,
    );
}

/** All clients that mean the same, or whose meaning comes to the same: the same layers, and the same in them. */
function clientsOf(best: Fitting, judgements: readonly Judgement[]): string {
  const stepsOf = ({ finding }: Fitting): string => finding.steps.join("\n");
  const isSame = (other: Fitting): boolean =>
    other.certainty === best.certainty &&
    (other.reading.meaning === best.reading.meaning || (stepsOf(best) !== "" && stepsOf(other) === stepsOf(best)));
  return judgements
    .filter((judgement) => judgement.fits && isSame(judgement))
    .map(({ reading }) => reading.client)
    .join(", ");
}

function contradictionOf(flags: number, judgements: readonly Judgement[]): string {
  const meanings = new Set(judgements.map(({ reading }) => reading.meaning));
  return `flags ${flags} say ${[...meanings].join(" or ")}, but the bytes are not that`;
}

function explain(judgements: readonly Judgement[]): FlagExplanation[] {
  return judgements
    .map((judgement) => ({
      client: judgement.reading.client,
      meaning: judgement.reading.meaning,
      fits: judgement.fits,
      problem: judgement.fits ? undefined : judgement.problem,
    }))
    .sort((one, other) => Number(other.fits) - Number(one.fits));
}
