/** A few of many, each with the same chance, without knowing how many there are (reservoir sampling, Vitter's algorithm R). */

/** See the head of the file. */
export class Sample<Item> {
  readonly #itemsMax: number;
  readonly #random: () => number;
  readonly #items: Item[] = [];
  #seen = 0;

  /** @param random a number from 0 to below 1 */
  constructor(itemsMax: number, random: () => number) {
    this.#itemsMax = itemsMax;
    this.#random = random;
  }

  /** Looks at an item. */
  add(item: Item): void {
    this.#seen++;
    if (this.#items.length < this.#itemsMax) {
      this.#items.push(item);
      return;
    }
    const place = Math.floor(this.#random() * this.#seen);
    if (place < this.#itemsMax) {
      this.#items[place] = item;
    }
  }

  /** The items chosen so far. */
  get items(): readonly Item[] {
    return this.#items;
  }
}
