/** What the answers of a known server come from: a real cache, a pattern of hits, or one that refuses. */
import { type Answers, isInShare } from "./known-behaviour.ts";

/** Something stored. */
export interface KnownItem {
  readonly flags: string;
  readonly value: string;
  readonly cas: number;
}

/** How a storage command ended: memcached's words, or a whole line of an error. */
export type StoreOutcome = "STORED" | "NOT_STORED" | "EXISTS" | "NOT_FOUND" | { readonly error: string };

/** How to store: as the classic verb says. */
export type StoreVerb = "set" | "add" | "replace" | "append" | "prepend" | "cas";

/** The cache behind a known server. */
export interface KnownCache {
  readonly itemCount: number;
  readonly evictionCount: number;
  read(key: string): KnownItem | undefined;
  /** `cas` is the number that `verb` "cas" asks for. */
  write(verb: StoreVerb, key: string, flags: string, value: string, cas: number): StoreOutcome;
  /** True if it was there. */
  remove(key: string): boolean;
  /** Adds to a decimal number, not below 0; undefined if there is none. */
  change(key: string, delta: number): number | undefined;
  clear(): void;
}

/** The cache that gives these answers. */
export function createCache(answers: Answers): KnownCache {
  switch (answers.kind) {
    case "store":
      return new StoreCache(answers.itemCountMax ?? Number.POSITIVE_INFINITY);
    case "hitRate":
      return new PatternCache(answers.rate, answers.valueBytes);
    case "error":
      return new PatternCache(0, 0, answers.line);
  }
}

/** Keeps everything, or the most recently used `itemCountMax`; a Map's own order is the order of use. */
class StoreCache implements KnownCache {
  evictionCount = 0;
  readonly #items = new Map<string, KnownItem>();
  readonly #itemCountMax: number;
  #cas = 0;

  constructor(itemCountMax: number) {
    this.#itemCountMax = itemCountMax;
  }

  get itemCount(): number {
    return this.#items.size;
  }

  read(key: string): KnownItem | undefined {
    const item = this.#items.get(key);
    if (item !== undefined && this.#itemCountMax !== Number.POSITIVE_INFINITY) {
      this.#items.delete(key);
      this.#items.set(key, item);
    }
    return item;
  }

  write(verb: StoreVerb, key: string, flags: string, value: string, cas: number): StoreOutcome {
    const old = this.#items.get(key);
    if (verb === "cas" && old?.cas !== cas) {
      return old === undefined ? "NOT_FOUND" : "EXISTS";
    }
    if (verb === "add" ? old !== undefined : verb !== "set" && old === undefined) {
      return "NOT_STORED";
    }
    if (verb === "append" || verb === "prepend") {
      const oldValue = old?.value ?? "";
      this.#put(key, old?.flags ?? flags, verb === "append" ? oldValue + value : value + oldValue);
    } else {
      this.#put(key, flags, value);
    }
    return "STORED";
  }

  remove(key: string): boolean {
    return this.#items.delete(key);
  }

  change(key: string, delta: number): number | undefined {
    const old = this.#items.get(key);
    if (old === undefined) {
      return undefined;
    }
    const number = Math.max(0, Number(old.value) + delta);
    this.#put(key, old.flags, String(number));
    return number;
  }

  clear(): void {
    this.#items.clear();
  }

  #put(key: string, flags: string, value: string): void {
    this.#items.delete(key);
    this.#items.set(key, { flags, value, cas: ++this.#cas });
    if (this.#items.size > this.#itemCountMax) {
      const [oldest] = this.#items.keys();
      this.#items.delete(oldest ?? "");
      this.evictionCount++;
    }
  }
}

/** Exactly the part `rate` of what is read is there; nothing is kept. With `error` nothing can be stored either. */
class PatternCache implements KnownCache {
  readonly itemCount = 0;
  readonly evictionCount = 0;
  readonly #rate: number;
  readonly #item: KnownItem;
  readonly #error: string | undefined;
  #readCount = 0;

  constructor(rate: number, valueBytes: number, error?: string) {
    this.#rate = rate;
    this.#item = { flags: "0", value: "v".repeat(valueBytes), cas: 1 };
    this.#error = error;
  }

  read(): KnownItem | undefined {
    return isInShare(this.#readCount++, this.#rate) ? this.#item : undefined;
  }

  write(): StoreOutcome {
    return this.#error === undefined ? "STORED" : { error: this.#error };
  }

  remove(): boolean {
    return this.#error === undefined;
  }

  change(): number | undefined {
    return this.#error === undefined ? 1 : undefined;
  }

  clear(): void {}
}
