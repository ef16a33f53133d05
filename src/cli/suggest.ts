/** "Did you mean ...?" for misspelled commands and options. */
import { editDistance } from "../base/edit-distance.ts";

/** A suggestion may differ by this part of the longer word, at least by one letter. */
const DISTANCE_PER_LETTER_MAX = 0.4;

/**
 * The candidate closest to `word`, or undefined when none is near. A candidate that begins with `word` is near too, from two letters on.
 */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate);
    const limit = Math.max(1, Math.floor(Math.max(word.length, candidate.length) * DISTANCE_PER_LETTER_MAX));
    const near = distance <= limit || (word.length >= 2 && candidate.startsWith(word));
    if (near && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}
