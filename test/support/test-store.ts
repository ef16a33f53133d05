/** A store for tests: strings in, strings out, with the hash computed here. */

import { ThreadCounters } from "../../src/stats/thread-counters.ts";
import { STORE_MODE, StoreIntent, type StoreMode, type StoreResult } from "../../src/store/commit.ts";
import type { ItemRef } from "../../src/store/item-layout.ts";
import type { StoreOptions } from "../../src/store/options.ts";
import type { StoreRegion } from "../../src/store/region.ts";
import { Store } from "../../src/store/store.ts";

/** When test stores start, Unix seconds. */
export const TEST_START = 1_700_000_000;

/** FNV-1a with a final mix, enough for tests. */
export function testHash(key: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** A store of one thread with string operations. */
export class TestStore {
  readonly region: StoreRegion;
  readonly store: Store;
  readonly intent = new StoreIntent();

  constructor(options: Partial<StoreOptions> = {}) {
    this.region = Store.create({ startTimeUnix: TEST_START, ...options });
    this.store = Store.attach(this.region, 0, ThreadCounters.attach(ThreadCounters.create(1), 0));
  }

  /** Allocates an item and writes its value; 0 when there is no room. */
  allocate(key: string, value: string | Buffer, flags = 0, exptime = 0): ItemRef {
    const keyBytes = Buffer.from(key, "latin1");
    const valueBytes = typeof value === "string" ? Buffer.from(value, "latin1") : value;
    const relative = this.store.realTime(exptime);
    const ref = this.store.allocate(keyBytes, 0, keyBytes.length, testHash(key), flags, relative, valueBytes.length);
    if (ref !== 0) {
      this.store.writeValue(ref, 0, valueBytes, 0, valueBytes.length);
    }
    return ref;
  }

  /** Stores with the intent as it stands; undefined when there was no room. */
  commit(key: string, value: string | Buffer, flags = 0, exptime = 0): StoreResult | undefined {
    const ref = this.allocate(key, value, flags, exptime);
    return ref === 0 ? undefined : this.store.commit(ref, testHash(key), this.intent);
  }

  /** A plain command of this mode. */
  put(
    mode: StoreMode,
    key: string,
    value: string | Buffer,
    options: { flags?: number; exptime?: number; cas?: [number, number] } = {},
  ): StoreResult | undefined {
    this.intent.reset(mode);
    if (options.cas !== undefined) {
      this.intent.compare = true;
      this.intent.casLow = options.cas[0];
      this.intent.casHigh = options.cas[1];
    }
    return this.commit(key, value, options.flags, options.exptime);
  }

  set(key: string, value: string | Buffer, flags = 0, exptime = 0): StoreResult | undefined {
    return this.put(STORE_MODE.set, key, value, { flags, exptime });
  }

  /** Calls `use` with the living item of this key under its lock, or answers undefined. */
  withItem<T>(key: string, use: (ref: ItemRef, hash: number) => T): T | undefined {
    const keyBytes = Buffer.from(key, "latin1");
    const hash = testHash(key);
    this.store.lock(hash);
    try {
      const ref = this.store.findLocked(keyBytes, 0, keyBytes.length, hash);
      return ref === 0 ? undefined : use(ref, hash);
    } finally {
      this.store.unlock(hash);
    }
  }

  /** The value, read with its CRLF, which is checked. */
  get(key: string, bump = true): string | undefined {
    return this.withItem(key, (ref) => {
      if (bump) {
        this.store.bumpLocked(ref);
      }
      const length = this.store.items.valueLength(ref);
      const target = Buffer.alloc(length + 2);
      this.store.readValue(ref, 0, target, 0, length + 2);
      const text = target.toString("latin1");
      if (!text.endsWith("\r\n")) {
        throw new Error(`value of ${key} is not followed by CRLF`);
      }
      return text.slice(0, -2);
    });
  }

  /** Halves of an item's cas. */
  cas(key: string): [number, number] | undefined {
    return this.withItem(key, (ref) => [this.store.items.casLow(ref), this.store.items.casHigh(ref)]);
  }

  delete(key: string): boolean {
    return (
      this.withItem(key, (ref, hash) => {
        this.store.unlinkLocked(ref, hash);
        return true;
      }) ?? false
    );
  }

  /** Moves the clock to `seconds` after the start. */
  setTime(seconds: number): void {
    this.store.tick(TEST_START + seconds);
  }
}
