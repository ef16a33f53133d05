/**
 * Ruby's Marshal 4.8 (ruby/marshal.c): 04 08, then one value; a character of type, and lengths of 1 to 5 bytes.
 * `;N` is the N-th symbol again, `@N` the N-th object: everything but nil, booleans, small integers and symbols counts, in the
 * order in which it begins. Nothing is instantiated: objects are shown by class and instance variables.
 */
import type { Budget } from "./budget.ts";
import { type ByteCursor, latin1, textOrBytes, utf8 } from "./byte-cursor.ts";
import { signAndMagnitude } from "./integer-bytes.ts";
import type { DecodeLimits } from "./limits.ts";
import type { Attempt } from "./malformed.ts";
import { readMarshalLength } from "./marshal-length.ts";
import { inEncoding, simplifyRuby } from "./marshal-objects.ts";
import { rubyTime } from "./marshal-time.ts";
import { type ReadTree, readTree } from "./read-tree.ts";
import { shortName } from "./short-name.ts";
import {
  booleanNode,
  floatNode,
  listNode,
  mapNode,
  NULL_NODE,
  nameNode,
  numberNode,
  type ObjectNode,
  objectNode,
  type TreeEntry,
  type TreeField,
  type TreeNode,
} from "./tree.ts";

/** Whether the bytes begin with Marshal's version. */
export function looksLikeMarshal(bytes: Uint8Array): boolean {
  return bytes.length > 2 && bytes[0] === 4 && bytes[1] === 8;
}

/** Reads what Marshal.dump wrote. */
export function readMarshal(bytes: Uint8Array, limits: DecodeLimits): Attempt<ReadTree> {
  return readTree(bytes, limits, (cursor, budget) => {
    if (cursor.uint8() !== 4 || cursor.uint8() !== 8) {
      cursor.fail("no version 4.8 of Marshal stands", 2);
    }
    return new MarshalReader(cursor, budget).value();
  });
}

class MarshalReader {
  readonly #cursor: ByteCursor;
  readonly #budget: Budget;
  readonly #symbols: string[] = [];
  /** What `@` counts; a place is taken when a value begins and filled when its node is there. */
  readonly #objects: (TreeNode | undefined)[] = [];

  constructor(cursor: ByteCursor, budget: Budget) {
    this.#cursor = cursor;
    this.#budget = budget;
  }

  value(): TreeNode {
    return this.#budget.nested(() => this.#typed(String.fromCharCode(this.#cursor.uint8())));
  }

  #typed(type: string): TreeNode {
    switch (type) {
      case "0":
        return NULL_NODE;
      case "T":
      case "F":
        return booleanNode(type === "T");
      case "i":
        return numberNode(readMarshalLength(this.#cursor));
      case ":":
      case ";":
        return nameNode(`:${this.#symbolOf(type)}`);
      case "@": {
        const index = readMarshalLength(this.#cursor);
        return this.#objects[index] ?? this.#cursor.fail("an object is referred to that is not there");
      }
      case "I":
        return this.#withVariables();
      default:
        return this.#plain(type) ?? this.#container(type) ?? this.#instance(type);
    }
  }

  #count(): number {
    const count = readMarshalLength(this.#cursor);
    return count < 0 ? this.#cursor.fail("a length is negative,") : count;
  }

  #bytes(): Uint8Array {
    return this.#cursor.take(this.#count());
  }

  #register<Node extends TreeNode>(node: Node): Node {
    this.#objects.push(node);
    return node;
  }

  /** A symbol where only a symbol may stand. */
  #symbol(): string {
    return this.#symbolOf(String.fromCharCode(this.#cursor.uint8()));
  }

  #symbolOf(type: string): string {
    if (type === ";") {
      return this.#symbols[this.#count()] ?? this.#cursor.fail("a symbol is referred to that is not there");
    }
    if (type === "I") {
      this.#cursor.expect(":");
      const symbol = this.#symbolOf(":");
      this.#variables();
      return symbol;
    }
    if (type !== ":") {
      this.#cursor.fail("a symbol is missing", 1);
    }
    const bytes = this.#bytes();
    const symbol = shortName(utf8(bytes) ?? latin1(bytes));
    this.#symbols.push(symbol);
    return symbol;
  }

  /** Values without parts. */
  #plain(type: string): TreeNode | undefined {
    switch (type) {
      case '"':
        return this.#register(textOrBytes(this.#bytes()));
      case "f":
        return this.#register(this.#float(latin1(this.#bytes())));
      case "l": {
        const sign = this.#cursor.uint8();
        return this.#register(signAndMagnitude(sign === 0x2d, this.#cursor.take(this.#count() * 2)));
      }
      case "c":
      case "m":
      case "M":
        return this.#register(nameNode(latin1(this.#bytes())));
      case "/": {
        const source = latin1(this.#bytes());
        const options = this.#cursor.uint8();
        const letters = `${options & 4 ? "m" : ""}${options & 1 ? "i" : ""}${options & 2 ? "x" : ""}`;
        return this.#register(nameNode(`/${source}/${letters}`));
      }
      default:
        return undefined;
    }
  }

  /** Later references find the plain form too. */
  #simplified(node: ObjectNode, slot: number): TreeNode {
    const simple = this.#budget.isSpent ? undefined : simplifyRuby(node);
    this.#objects[slot] = simple ?? node;
    return simple ?? node;
  }

  #float(text: string): TreeNode {
    if (text === "inf" || text === "-inf" || text === "nan") {
      return floatNode(Number(text.replace("inf", "Infinity")));
    }
    if (!/^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/.test(text)) {
      this.#cursor.fail("a float is missing", text.length);
    }
    return { kind: "number", text: /^-?\d+$/.test(text) ? `${text}.0` : text };
  }

  #container(type: string): TreeNode | undefined {
    switch (type) {
      case "[": {
        const node = this.#register(listNode("array"));
        const count = this.#count();
        for (let index = 0; this.#budget.goesOn(index, count); index++) {
          node.items.push(this.value());
        }
        return node;
      }
      case "{":
      case "}": {
        const node = this.#register(mapNode("hash"));
        this.#entries(node.entries);
        if (type === "}" && !this.#budget.isSpent) {
          node.entries.push([nameNode("(default)"), this.value()]);
        }
        return node;
      }
      default:
        return undefined;
    }
  }

  #entries(into: TreeEntry[]): void {
    const count = this.#count();
    for (let index = 0; this.#budget.goesOn(index, count); index++) {
      into.push([this.value(), this.value()]);
    }
  }

  #instance(type: string): TreeNode {
    switch (type) {
      case "o":
      case "S": {
        const node = objectNode(this.#symbol());
        const slot = this.#objects.push(node) - 1;
        node.fields.push(...this.#variables());
        return this.#simplified(node, slot);
      }
      case "U": {
        // marshal_dump gave one value in its place.
        const node = objectNode(this.#symbol());
        const slot = this.#objects.push(node) - 1;
        node.args = [this.value()];
        return this.#simplified(node, slot);
      }
      case "u":
        return this.#dumped([]);
      case "C": {
        // A class derived from String, Array, Hash or Regexp.
        const className = this.#symbol();
        return objectNode(className, [this.value()]);
      }
      case "e": {
        // An object that was extended with a module.
        const className = this.#symbol();
        return objectNode("extended", [nameNode(className), this.value()]);
      }
      default:
        return this.#cursor.fail("no type of Marshal stands", 1);
    }
  }

  /** What a class's own _dump wrote; it is counted after its variables. */
  #dumped(readVariables: TreeField[] | (() => TreeField[])): TreeNode {
    const className = this.#symbol();
    const bytes = this.#bytes();
    const fields = typeof readVariables === "function" ? readVariables() : readVariables;
    const time = className === "Time" ? rubyTime(bytes, fields) : undefined;
    if (time !== undefined) {
      return this.#register(time);
    }
    const node = objectNode(className, [textOrBytes(bytes)]);
    node.fields.push(...fields.filter(isNoEncoding));
    return this.#register(simplifyRuby(node) ?? node);
  }

  /** A value followed by instance variables; those of strings and symbols are their encoding. */
  #withVariables(): TreeNode {
    const type = String.fromCharCode(this.#cursor.uint8());
    if (type === "u") {
      return this.#dumped(() => this.#variables());
    }
    if (type === ":") {
      const symbol = nameNode(`:${this.#symbolOf(type)}`);
      this.#variables();
      return symbol;
    }
    const node = this.#budget.nested(() => this.#typed(type));
    const variables = this.#variables();
    const fields = variables.filter(isNoEncoding);
    if (fields.length === 0) {
      return inEncoding(node, variables) ?? node;
    }
    if (node.kind === "object") {
      node.fields.push(...fields);
      return node;
    }
    const wrapped = objectNode("(variables)", [node]);
    wrapped.fields.push(...fields);
    return wrapped;
  }

  #variables(): TreeField[] {
    const count = this.#count();
    const fields: TreeField[] = [];
    for (let index = 0; this.#budget.goesOn(index, count); index++) {
      fields.push({ name: this.#symbol(), value: this.value() });
    }
    return fields;
  }
}

function isNoEncoding({ name }: TreeField): boolean {
  return name !== "E" && name !== "encoding";
}
