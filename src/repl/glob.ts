/** Patterns of keys at the prompt: those of `memtool keys`, and a prefix where there is none of their signs. */
import { compileGlob, type KeyMatcher } from "../keys/glob.ts";

/** A test for keys. */
export function keyPattern(pattern: string): KeyMatcher {
  return compileGlob(/[*?[\\]/.test(pattern) ? pattern : `${pattern}*`);
}
