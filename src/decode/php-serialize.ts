/**
 * PHP's serialize():
 *
 *     N;  b:1;  i:42;  d:0.5;  s:LENGTH:"BYTES";  S:LENGTH:"BYTES with \xx";  E:LENGTH:"Enum:Case";
 *     a:COUNT:{KEY VALUE ...}  O:LENGTH:"Class":COUNT:{NAME VALUE ...}  C:LENGTH:"Class":LENGTH:{BYTES}  R:INDEX;  r:INDEX;
 *
 * R and r refer to the INDEX-th value, counted from 1 without keys; an R itself is not counted.
 * Properties are named "name", "\0*\0name" (protected) and "\0Class\0name" (private).
 */
import type { Budget } from "./budget.ts";
import { type ByteCursor, latin1, textOrBytes } from "./byte-cursor.ts";
import type { DecodeLimits } from "./limits.ts";
import type { Attempt } from "./malformed.ts";
import { type ReadTree, readTree } from "./read-tree.ts";
import {
  booleanNode,
  listNode,
  mapNode,
  NULL_NODE,
  nameNode,
  objectNode,
  type TreeEntry,
  type TreeField,
  type TreeNode,
} from "./tree.ts";

const DIGITS_MAX = 20;
/** PHP writes floats with at most 17 digits and an exponent. */
const FLOAT_LENGTH_MAX = 40;

/** Reads what serialize() wrote. */
export function readPhpSerialized(bytes: Uint8Array, limits: DecodeLimits): Attempt<ReadTree> {
  return readTree(bytes, limits, (cursor, budget) => new PhpReader(cursor, budget).value());
}

/** Entries whose keys count from 0 are a list. */
export function phpArray(entries: TreeEntry[]): TreeNode {
  const isList = entries.every(([key], index) => key.kind === "number" && key.text === String(index));
  return isList
    ? listNode(
        "array",
        entries.map(([, value]) => value),
      )
    : mapNode("array", entries);
}

/** A property by the name it is stored under. */
export function phpField(stored: string, value: TreeNode): TreeField {
  const parts = /^\0([^\0]*)\0(.*)$/s.exec(stored);
  if (parts === null) {
    return { name: stored, value };
  }
  const [, owner = "", name = ""] = parts;
  return { name, note: owner === "*" ? "protected" : `private of ${owner}`, value };
}

/** Reads values one after another; later ones may refer to earlier ones. */
export class PhpReader {
  readonly #cursor: ByteCursor;
  readonly #budget: Budget;
  /** What R and r count; an array or object stands here once it is complete, and until then as its own empty place. */
  readonly #slots: (TreeNode | undefined)[] = [];

  constructor(cursor: ByteCursor, budget: Budget) {
    this.#cursor = cursor;
    this.#budget = budget;
  }

  /** Reads one value; may throw Malformed. */
  value(): TreeNode {
    return this.#budget.nested(() => this.#typed());
  }

  #typed(): TreeNode {
    const cursor = this.#cursor;
    const type = String.fromCharCode(cursor.uint8());
    if (type === "N") {
      cursor.expect(";");
      return this.#counted(NULL_NODE);
    }
    cursor.expect(":");
    switch (type) {
      case "b":
        return this.#counted(this.#boolean());
      case "i":
        return this.#counted({ kind: "number", text: this.#digits(";", true) });
      case "d":
        return this.#counted({ kind: "number", text: this.#float() });
      case "s":
      case "S":
        return this.#counted(this.#terminated(textOrBytes(this.#quoted(type === "S"))));
      case "E":
        return this.#counted(this.#terminated(nameNode(latinName(this.#quoted(false)).replace(":", "::"))));
      case "a":
        return this.#array();
      case "O":
        return this.#object();
      case "C":
        return this.#custom();
      case "R":
      case "r":
        return this.#reference(type);
      default:
        return cursor.fail("no type of serialize() stands", 2);
    }
  }

  #counted(node: TreeNode): TreeNode {
    this.#slots.push(node);
    return node;
  }

  #terminated(node: TreeNode): TreeNode {
    this.#cursor.expect(";");
    return node;
  }

  #boolean(): TreeNode {
    const digit = this.#digits(";", false);
    return digit === "0" || digit === "1"
      ? booleanNode(digit === "1")
      : this.#cursor.fail("a boolean is neither 0 nor 1", 2);
  }

  /** A number up to `end`, which is read too. */
  #digits(end: string, isSigned: boolean): string {
    const text = this.#until(end, DIGITS_MAX);
    if (!(isSigned ? /^[-+]?\d+$/ : /^\d+$/).test(text)) {
      this.#cursor.fail("a number is missing", text.length + 1);
    }
    return text.replace(/^\+/, "");
  }

  #float(): string {
    const text = this.#until(";", FLOAT_LENGTH_MAX);
    if (text === "INF" || text === "-INF") {
      return text.replace("INF", "Infinity");
    }
    if (text !== "NAN" && !/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) {
      this.#cursor.fail("a float is missing", text.length + 1);
    }
    return text === "NAN" ? "NaN" : /^-?\d+$/.test(text) ? `${text}.0` : text;
  }

  #until(end: string, lengthMax: number): string {
    const cursor = this.#cursor;
    const window = cursor.bytes.subarray(cursor.offset, cursor.offset + lengthMax + 1);
    const length = window.indexOf(end.charCodeAt(0));
    if (length === -1) {
      cursor.fail(`"${end}" is missing`);
    }
    const text = cursor.latin1(length);
    cursor.offset++;
    return text;
  }

  /** LENGTH:"BYTES" */
  #quoted(isEscaped: boolean): Uint8Array {
    const cursor = this.#cursor;
    const length = Number(this.#digits(":", false));
    cursor.expect('"');
    const bytes = isEscaped ? this.#escaped(length) : cursor.take(length);
    cursor.expect('"');
    return bytes;
  }

  #escaped(length: number): Uint8Array {
    const cursor = this.#cursor;
    const bytes: number[] = [];
    while (bytes.length < length) {
      const byte = cursor.uint8();
      const hex = byte === 0x5c ? cursor.latin1(2) : undefined;
      if (hex !== undefined && !/^[\da-fA-F]{2}$/.test(hex)) {
        cursor.fail("an escape is not hexadecimal", 2);
      }
      bytes.push(hex === undefined ? byte : Number.parseInt(hex, 16));
    }
    return Uint8Array.from(bytes);
  }

  #array(): TreeNode {
    const count = Number(this.#digits(":", false));
    const slot = this.#slots.push(undefined) - 1;
    const entries: TreeEntry[] = [];
    // What refers to the array from inside sees this one: whether it is a list is known at its end only.
    const own = mapNode("array", entries);
    this.#slots[slot] = own;
    this.#cursor.expect("{");
    for (let index = 0; this.#budget.goesOn(index, count); index++) {
      entries.push([this.#key(), this.value()]);
    }
    this.#close();
    const node = phpArray(entries);
    if (node.kind === "list" && !this.#isReferred.has(own)) {
      this.#slots[slot] = node;
      return node;
    }
    return own;
  }

  readonly #isReferred = new Set<TreeNode>();

  /** Keys are not counted. */
  #key(): TreeNode {
    const cursor = this.#cursor;
    const type = String.fromCharCode(cursor.uint8());
    cursor.expect(":");
    if (type === "i") {
      return { kind: "number", text: this.#digits(";", true) };
    }
    if (type !== "s" && type !== "S") {
      cursor.fail("no key of an array stands", 2);
    }
    return this.#terminated(textOrBytes(this.#quoted(type === "S")));
  }

  #object(): TreeNode {
    const node = objectNode(latinName(this.#quoted(false)));
    this.#slots.push(node);
    this.#cursor.expect(":");
    const count = Number(this.#digits(":", false));
    this.#cursor.expect("{");
    for (let index = 0; this.#budget.goesOn(index, count); index++) {
      const key = this.#key();
      node.fields.push(phpField(key.kind === "bytes" ? latin1(key.value) : phpKeyText(key), this.value()));
    }
    this.#close();
    return node;
  }

  /** What a class of the old Serializable interface wrote: in a form of its own. */
  #custom(): TreeNode {
    const className = latinName(this.#quoted(false));
    this.#cursor.expect(":");
    const length = Number(this.#digits(":", false));
    this.#cursor.expect("{");
    const node = objectNode(className, [textOrBytes(this.#cursor.take(length))]);
    this.#close();
    return this.#counted(node);
  }

  #reference(type: "R" | "r"): TreeNode {
    const index = Number(this.#digits(";", false));
    const node = this.#slots[index - 1] ?? this.#cursor.fail("a reference leads nowhere", 1);
    this.#isReferred.add(node);
    return type === "r" ? this.#counted(node) : node;
  }

  #close(): void {
    if (!this.#budget.isSpent) {
      this.#cursor.expect("}");
    }
  }
}

function phpKeyText(key: TreeNode): string {
  return key.kind === "text" ? key.value : key.kind === "number" ? key.text : "";
}

function latinName(bytes: Uint8Array): string {
  const node = textOrBytes(bytes);
  return node.kind === "text" ? node.value : latin1(node.value);
}
