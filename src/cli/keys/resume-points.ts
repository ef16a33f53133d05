/**
 * Where a stopped scan goes on: a slab class for each server. A metadump has no cursor, and the order within a class is that of the
 * LRU queues, which moves with every access: so what can be gone on with is the first class that was not finished, from its
 * first key again.
 */
import { type Address, formatAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { AFTER_LAST_CLASS } from "../../keys/walk-plan.ts";

/** The word for a server that was finished. */
const DONE = "done";

/** What a scan has come to, as far as this is concerned. */
export interface ScanPosition {
  readonly name: string;
  readonly resumeClass: number;
}

/**
 * The class each server goes on with.
 * @param words of `--resume-from`: `12`, or for several servers `host:port=12` and `host:port=done`
 * @throws MemtoolError USAGE
 */
export function parseResumePoints(words: readonly string[], addresses: readonly Address[]): number[] {
  const names = addresses.map(formatAddress);
  const points = new Map<string, number>();
  for (const word of words) {
    const at = word.lastIndexOf("=");
    const name = at === -1 ? names[0] : word.slice(0, at);
    if (at === -1 && names.length > 1) {
      throw usage(`--resume-from ${word} does not say which of ${names.length} servers it is for`);
    }
    if (name === undefined || !names.includes(name)) {
      throw usage(`--resume-from ${word} is for a server that is not scanned`);
    }
    points.set(name, parseClass(word.slice(at + 1), word));
  }
  return names.map((name) => points.get(name) ?? 1);
}

function parseClass(text: string, word: string): number {
  if (text === DONE) {
    return AFTER_LAST_CLASS;
  }
  const slabClass = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (slabClass < 1 || slabClass >= AFTER_LAST_CLASS) {
    throw usage(`--resume-from ${word} names no slab class (1 to ${AFTER_LAST_CLASS - 1})`);
  }
  return slabClass;
}

function usage(message: string): MemtoolError {
  return new MemtoolError("USAGE", message, {
    hint: "give the words that the stopped scan printed: --resume-from 12, or --resume-from HOST:PORT=12 for each of several servers",
  });
}

/** The options that go on where the scans have stopped; undefined when nothing is left. */
export function resumeWords(positions: readonly ScanPosition[]): string | undefined {
  if (positions.every(({ resumeClass }) => resumeClass === AFTER_LAST_CLASS)) {
    return undefined;
  }
  const [only, ...others] = positions;
  if (only !== undefined && others.length === 0) {
    return `--resume-from ${only.resumeClass}`;
  }
  const words = positions.map(({ name, resumeClass }) => {
    const word = `${name}=${resumeClass === AFTER_LAST_CLASS ? DONE : resumeClass}`;
    return `--resume-from ${/^[\w.:=[\]/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`}`;
  });
  return words.join(" ");
}
