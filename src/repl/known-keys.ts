/** The keys that were typed or seen in replies, for completion: a bounded set, the newest last. */
import { quoteWord } from "./words.ts";

/** How many keys are remembered unless told otherwise. */
const KNOWN_KEYS_MAX = 2000;

/** A set of keys that forgets the oldest ones. */
export class KnownKeys {
  readonly #keys = new Set<string>();
  readonly #limit: number;

  constructor(limit: number = KNOWN_KEYS_MAX) {
    this.#limit = limit;
  }

  /** Remembers `key`, making it the newest. */
  add(key: string): void {
    this.#keys.delete(key);
    this.#keys.add(key);
    for (const oldest of this.#keys) {
      if (this.#keys.size <= this.#limit) {
        break;
      }
      this.#keys.delete(oldest);
    }
  }

  /** Remembers `key` if there is room: keys that were only sampled push none out that a person has met. */
  addQuietly(key: string): void {
    if (this.#keys.size < this.#limit) {
      this.#keys.add(key);
    }
  }

  /** Forgets everything: keys of one server say nothing about the next. */
  clear(): void {
    this.#keys.clear();
  }

  /** The keys starting with `prefix` that can be typed as one bare word, sorted. */
  startingWith(prefix: string): string[] {
    const found = [...this.#keys].filter((key) => key.startsWith(prefix) && isTypable(key));
    return found.sort();
  }
}

function isTypable(key: string): boolean {
  return /^[^\p{C}\p{Z}"'][^\p{C}\p{Z}]*$/u.test(key) || quoteWord(Buffer.from(key)) === key;
}
