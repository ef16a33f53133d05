/** Things to be done at certain moments, the next one first: a binary heap. */

interface Entry<Item> {
  readonly dueMs: number;
  readonly item: Item;
}

/** The queue. */
export class DueQueue<Item> {
  readonly #heap: Entry<Item>[] = [];

  /** How many wait. */
  get count(): number {
    return this.#heap.length;
  }

  /** When the next is due; infinite when nothing waits. */
  get nextMs(): number {
    return this.#heap[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  /** Adds something. */
  push(dueMs: number, item: Item): void {
    const heap = this.#heap;
    const entry = { dueMs, item };
    let place = heap.length;
    heap.push(entry);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] as Entry<Item>;
      if (above.dueMs <= dueMs) {
        break;
      }
      heap[place] = above;
      place = parent;
    }
    heap[place] = entry;
  }

  /** Takes the next one away if it is due by `nowMs`. */
  take(nowMs: number): Item | undefined {
    const [first] = this.#heap;
    if (first === undefined || first.dueMs > nowMs) {
      return undefined;
    }
    const last = this.#heap.pop() as Entry<Item>;
    if (this.#heap.length > 0) {
      this.#sink(last);
    }
    return first.item;
  }

  /** Puts an entry in place of the first. */
  #sink(entry: Entry<Item>): void {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child + 1 < heap.length && (heap[child + 1] as Entry<Item>).dueMs < (heap[child] as Entry<Item>).dueMs) {
        child++;
      }
      const below = heap[child];
      if (below === undefined || below.dueMs >= entry.dueMs) {
        break;
      }
      heap[place] = below;
      place = child;
    }
    heap[place] = entry;
  }
}
