/**
 * Carts in the pool. There is no database behind it: the nodes write every change to disk before they acknowledge it
 * (`durability=sync`), so what a client of this application was told is kept.
 */
import { setTimeout as delay } from "node:timers/promises";
import { CacheError } from "./cache.js";

const RETRY_FOR_MS = 5000;
const PAUSE_MS_MAX = 20;

export class CartStore {
  #cache;

  constructor(cache) {
    this.#cache = cache;
  }

  /** The items of a cart; one that nobody has put anything into is empty. */
  async items(id) {
    const found = await this.#cache.gets(keyOf(id));
    return found === undefined ? [] : JSON.parse(found.text);
  }

  /** Puts these items in the place of all that is there. */
  async replace(id, items) {
    await this.#cache.set(keyOf(id), JSON.stringify(items), 0);
  }

  async clear(id) {
    await this.#cache.delete(keyOf(id));
  }

  /**
   * Changes a cart by a function of its items. Nothing is lost when several do it at the same time, also in other processes: what was
   * read is written back only if it is still there (cas), else it is read and changed anew.
   * @returns the items before and after
   */
  async change(id, edit) {
    const key = keyOf(id);
    const deadline = Date.now() + RETRY_FOR_MS;
    while (Date.now() < deadline) {
      const found = await this.#cache.gets(key);
      const before = found === undefined ? [] : JSON.parse(found.text);
      const after = edit(before);
      const text = JSON.stringify(after);
      const isStored =
        found === undefined ? await this.#cache.add(key, text) : await this.#cache.cas(key, text, found.cas);
      if (isStored) {
        return { before, after };
      }
      await delay(Math.random() * PAUSE_MS_MAX);
    }
    throw new CacheError(`cart ${id} is changed by too many at once`);
  }
}

function keyOf(id) {
  return `cart:${id}`;
}
