/** A queue of things that are due at some moment: the earliest first, those due at the same moment in the order in which they came. */

interface Entry<Thing> {
  readonly dueMs: number;
  readonly order: number;
  readonly thing: Thing;
}

/** The queue, a binary heap. */
export class DueQueue<Thing> {
  readonly #heap: Entry<Thing>[] = [];
  #order = 0;

  /** How many things wait. */
  get size(): number {
    return this.#heap.length;
  }

  /** When the first is due; infinity if there is none. */
  get nextDueMs(): number {
    return this.#heap[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  push(dueMs: number, thing: Thing): void {
    const heap = this.#heap;
    const entry = { dueMs, order: this.#order++, thing };
    let place = heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] as Entry<Thing>;
      if (!isBefore(entry, above)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = entry;
  }

  /** Takes the first out; undefined if there is none. */
  shift(): Thing | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) {
      this.#sink(last);
    }
    return first?.thing;
  }

  /** Puts `entry` in at the top and lets it sink to its place. */
  #sink(entry: Entry<Thing>): void {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const [leftEntry, rightEntry] = [heap[left], heap[left + 1]];
      if (leftEntry === undefined) break;
      const isRight = rightEntry !== undefined && isBefore(rightEntry, leftEntry);
      const child = isRight ? rightEntry : leftEntry;
      if (!isBefore(child, entry)) break;
      heap[place] = child;
      place = isRight ? left + 1 : left;
    }
    heap[place] = entry;
  }
}

function isBefore(left: Entry<unknown>, right: Entry<unknown>): boolean {
  return left.dueMs < right.dueMs || (left.dueMs === right.dueMs && left.order < right.order);
}
