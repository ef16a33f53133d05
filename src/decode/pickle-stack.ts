/** The stack and the memo of a pickle: operations take their operands from here; marks divide it. */
import type { ByteCursor } from "./byte-cursor.ts";
import type { TreeNode } from "./tree.ts";

/** A pickle machine's memory. What a pickle asks for and is not there fails like any malformed byte. */
export class PickleStack {
  readonly #cursor: ByteCursor;
  /** What stands below each mark. */
  readonly #below: TreeNode[][] = [];
  readonly #memo = new Map<number, TreeNode>();
  #items: TreeNode[] = [];

  constructor(cursor: ByteCursor) {
    this.#cursor = cursor;
  }

  /** The value that was pushed first: when reading stops early, the outermost container as far as it was filled. */
  get bottom(): TreeNode | undefined {
    return this.#below[0]?.[0] ?? this.#items[0];
  }

  push(node: TreeNode): void {
    this.#items.push(node);
  }

  pop(): TreeNode {
    return this.#items.pop() ?? this.#cursor.fail("an operation finds no value on the stack,", 1);
  }

  top(): TreeNode {
    return this.#items.at(-1) ?? this.#cursor.fail("an operation finds no value on the stack,", 1);
  }

  /** The values of the last `count` pushes, in their order. */
  popMany(count: number): TreeNode[] {
    if (this.#items.length < count) {
      this.#cursor.fail(`an operation finds fewer than ${count} values on the stack,`, 1);
    }
    return this.#items.splice(this.#items.length - count, count);
  }

  /** Begins a group. */
  mark(): void {
    this.#below.push(this.#items);
    this.#items = [];
  }

  /** Ends the group: answers its values. */
  popMark(): TreeNode[] {
    const group = this.#items;
    this.#items = this.#below.pop() ?? this.#cursor.fail("an operation finds no mark on the stack,", 1);
    return group;
  }

  /** POP takes a mark away where no value lies on it. */
  drop(): void {
    if (this.#items.length > 0) {
      this.#items.pop();
    } else {
      this.popMark();
    }
  }

  remember(index: number): void {
    if (!Number.isSafeInteger(index)) {
      this.#cursor.fail("the memo has no such place,", 1);
    }
    this.#memo.set(index, this.top());
  }

  /** MEMOIZE: the next free place. */
  rememberNext(): void {
    this.#memo.set(this.#memo.size, this.top());
  }

  recall(index: number): void {
    this.push(this.#memo.get(index) ?? this.#cursor.fail("the memo has nothing at the place that is asked for,", 1));
  }
}
