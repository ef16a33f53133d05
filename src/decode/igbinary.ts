/**
 * igbinary, the compact serializer of PHP (github.com/igbinary/igbinary): 00 00 00 01 or 02, then one value; one byte of type,
 * big-endian numbers. Strings are numbered in the order they first occur, keys and class names included, and so are arrays and
 * objects: that is how later ones refer to them.
 */
import type { Budget } from "./budget.ts";
import { type ByteCursor, latin1, textOrBytes } from "./byte-cursor.ts";
import type { DecodeLimits } from "./limits.ts";
import type { Attempt } from "./malformed.ts";
import { phpArray, phpField } from "./php-serialize.ts";
import { type ReadTree, readTree } from "./read-tree.ts";
import { shortName } from "./short-name.ts";
import {
  type BytesNode,
  booleanNode,
  floatNode,
  mapNode,
  NULL_NODE,
  nameNode,
  numberNode,
  objectNode,
  type TextNode,
  type TreeEntry,
  type TreeNode,
  textNode,
} from "./tree.ts";

/** Whether the bytes begin like igbinary. */
export function looksLikeIgbinary(bytes: Uint8Array): boolean {
  return bytes.length > 4 && bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 0 && (bytes[3] === 1 || bytes[3] === 2);
}

/** Reads igbinary. */
export function readIgbinary(bytes: Uint8Array, limits: DecodeLimits): Attempt<ReadTree> {
  return readTree(bytes, limits, (cursor, budget) => {
    const version = cursor.uint32();
    if (version !== 1 && version !== 2) {
      cursor.fail("no version of igbinary stands", 4);
    }
    return new IgbinaryReader(cursor, budget).value();
  });
}

const REFERENCE_TYPES: ReadonlySet<number> = new Set([0x01, 0x02, 0x03, 0x22, 0x23, 0x24]);
const ENUM_CASE = 0x27;

class IgbinaryReader {
  readonly #cursor: ByteCursor;
  readonly #budget: Budget;
  readonly #strings: (TextNode | BytesNode)[] = [];
  /** Arrays and objects by number; in them arrays are maps, as which they can be referred to before their end. */
  readonly #references: TreeNode[] = [];
  readonly #isReferred = new Set<TreeNode>();

  constructor(cursor: ByteCursor, budget: Budget) {
    this.#cursor = cursor;
    this.#budget = budget;
  }

  value(): TreeNode {
    return this.#budget.nested(() => this.#typed(this.#cursor.uint8()));
  }

  #typed(type: number): TreeNode {
    switch (type) {
      case 0x00:
        return NULL_NODE;
      case 0x04:
      case 0x05:
        return booleanNode(type === 0x05);
      case 0x0c:
        return floatNode(this.#cursor.float64());
      case 0x25:
        return this.#shared();
      default:
        return this.#integer(type) ?? this.#string(type) ?? this.#compound(type);
    }
  }

  /** A PHP reference: whatever stands behind it can be referred to; arrays and objects can be anyway. */
  #shared(): TreeNode {
    const before = this.#references.length;
    const type = this.#cursor.peek();
    const node = this.value();
    const isNumbered = this.#references.length > before || REFERENCE_TYPES.has(type);
    if (!isNumbered) {
      this.#references.push(node);
    }
    return node;
  }

  /** Signs have a type of their own. */
  #integer(type: number): TreeNode | undefined {
    const cursor = this.#cursor;
    switch (type) {
      case 0x06:
        return numberNode(cursor.uint8());
      case 0x07:
        return numberNode(-BigInt(cursor.uint8()));
      case 0x08:
        return numberNode(cursor.uint16());
      case 0x09:
        return numberNode(-BigInt(cursor.uint16()));
      case 0x0a:
        return numberNode(cursor.uint32());
      case 0x0b:
        return numberNode(-BigInt(cursor.uint32()));
      case 0x20:
        return numberNode(cursor.uint64());
      case 0x21:
        return numberNode(-cursor.uint64());
      default:
        return undefined;
    }
  }

  #string(type: number): TextNode | BytesNode | undefined {
    const cursor = this.#cursor;
    switch (type) {
      case 0x0d:
        return textNode("");
      case 0x0e:
        return this.#knownString(cursor.uint8());
      case 0x0f:
        return this.#knownString(cursor.uint16());
      case 0x10:
        return this.#knownString(cursor.uint32());
      case 0x11:
        return this.#newString(cursor.uint8());
      case 0x12:
        return this.#newString(cursor.uint16());
      case 0x13:
        return this.#newString(cursor.uint32());
      case 0x26:
        return this.#newString(cursor.length64());
      default:
        return undefined;
    }
  }

  #newString(length: number): TextNode | BytesNode {
    const node = textOrBytes(this.#cursor.take(length));
    this.#strings.push(node);
    return node;
  }

  #knownString(index: number): TextNode | BytesNode {
    return this.#strings[index] ?? this.#cursor.fail("a string is referred to that is not there");
  }

  #compound(type: number): TreeNode {
    const cursor = this.#cursor;
    switch (type) {
      case 0x01:
      case 0x22:
        return this.#known(cursor.uint8());
      case 0x02:
      case 0x23:
        return this.#known(cursor.uint16());
      case 0x03:
      case 0x24:
        return this.#known(cursor.uint32());
      case 0x14:
        return this.#array(cursor.uint8());
      case 0x15:
        return this.#array(cursor.uint16());
      case 0x16:
        return this.#array(cursor.uint32());
      case 0x17:
      case 0x18:
      case 0x19:
        return this.#object(this.#newString(this.#length(type - 0x17)));
      case 0x1a:
      case 0x1b:
      case 0x1c:
        return this.#object(this.#knownString(this.#length(type - 0x1a)));
      default:
        return cursor.fail("no type of igbinary stands", 1);
    }
  }

  /** A number in 1, 2 or 4 bytes. */
  #length(power: number): number {
    return power === 0 ? this.#cursor.uint8() : power === 1 ? this.#cursor.uint16() : this.#cursor.uint32();
  }

  #known(index: number): TreeNode {
    const node = this.#references[index] ?? this.#cursor.fail("a value is referred to that is not there");
    this.#isReferred.add(node);
    return node;
  }

  #array(count: number): TreeNode {
    const own = mapNode("array");
    const slot = this.#references.push(own) - 1;
    this.#entries(count, own.entries);
    const node = phpArray(own.entries);
    if (node.kind === "list" && !this.#isReferred.has(own)) {
      this.#references[slot] = node;
      return node;
    }
    return own;
  }

  #entries(count: number, into: TreeEntry[]): void {
    for (let index = 0; this.#budget.goesOn(index, count); index++) {
      const type = this.#cursor.uint8();
      const key = this.#integer(type) ?? this.#string(type) ?? this.#cursor.fail("no key of an array stands", 1);
      into.push([key, this.value()]);
    }
  }

  /** Its properties stand as an array, what it wrote itself as one string, and the case of an enum as one too. */
  #object(name: TextNode | BytesNode): TreeNode {
    const node = objectNode(keyText(name));
    const slot = this.#references.push(node) - 1;
    const type = this.#cursor.uint8();
    if (type === ENUM_CASE) {
      const word = this.#string(this.#cursor.uint8()) ?? this.#cursor.fail("an enum has no case", 1);
      const enumCase = nameNode(`${node.className}::${keyText(word)}`);
      this.#references[slot] = enumCase;
      return enumCase;
    }
    if (type >= 0x14 && type <= 0x16) {
      const entries: TreeEntry[] = [];
      this.#entries(this.#length(type - 0x14), entries);
      node.fields.push(...entries.map(([key, value]) => phpField(keyText(key), value)));
    } else if (type >= 0x1d && type <= 0x1f) {
      node.args = [textOrBytes(this.#cursor.take(this.#length(type - 0x1d)))];
    } else {
      this.#cursor.fail("an object has no properties", 1);
    }
    return node;
  }
}

function keyText(key: TreeNode): string {
  switch (key.kind) {
    case "text":
      return shortName(key.value);
    case "bytes":
      return shortName(latin1(key.value));
    case "number":
      return key.text;
    default:
      return "";
  }
}
