/**
 * The shop's catalogue: what products cost today. It stands for a database: a file, behind a declared delay for each query and a
 * limited number of connections, so that there is something for the cache to take away.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** The slow one. A query is for any number of products. */
export class Catalogue {
  #products = new Map(Object.entries(JSON.parse(readFileSync(new URL("catalogue.json", import.meta.url), "utf8"))));
  #delayMs;
  #free;
  #waiting = [];

  constructor({ catalogueDelayMs, catalogueConnections }) {
    this.#delayMs = catalogueDelayMs;
    this.#free = catalogueConnections;
  }

  /** The products of these names, null for what is not sold. */
  async find(names) {
    await this.#take();
    await delay(this.#delayMs);
    this.#giveBack();
    return new Map(names.map((name) => [name, this.#products.get(name) ?? null]));
  }

  async #take() {
    if (this.#free > 0) {
      this.#free--;
    } else {
      await new Promise((resolve) => this.#waiting.push(resolve));
    }
  }

  #giveBack() {
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#free++;
    } else {
      next();
    }
  }
}

/** The same with the cache before it (cache-aside): one query for all that the cache does not have, which it has from then on. */
export class CachedCatalogue {
  #catalogue;
  #cache;
  #ttlSeconds;

  constructor(catalogue, cache, { catalogueTtlSeconds }) {
    this.#catalogue = catalogue;
    this.#cache = cache;
    this.#ttlSeconds = catalogueTtlSeconds;
  }

  async find(names) {
    // A cache that can't be asked only costs time here: the catalogue knows as well.
    const cached = await this.#cache.getMany(names.map(keyOf)).catch(() => ({}));
    const products = new Map();
    const missing = [];
    for (const name of names) {
      const text = cached[keyOf(name)];
      if (text === undefined) {
        missing.push(name);
      } else {
        products.set(name, JSON.parse(text));
      }
    }
    if (missing.length > 0) {
      for (const [name, product] of await this.#catalogue.find(missing)) {
        products.set(name, product);
        this.#cache.set(keyOf(name), JSON.stringify(product), this.#ttlSeconds).catch(() => {});
      }
    }
    return products;
  }
}

/** Names have blanks and any letters, keys may not; a digest has one length. */
function keyOf(name) {
  return `product:${createHash("sha256").update(name).digest("base64url")}`;
}
