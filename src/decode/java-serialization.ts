/**
 * Java's Object Serialization Stream (Java Object Serialization Specification, section 6.4): ac ed 00 05, then contents.
 *
 *     70 null            72 class description       76 class         7a block data, 32-bit length
 *     71 reference       73 object                  77 block data    7c string, 64-bit length
 *                        74 string                  78 its end       7d proxy class description
 *                        75 array                                    7e enum
 *
 * Class descriptions, objects, strings, arrays, classes and enums are numbered from 0x7e0000 in the order they begin.
 * A class that writes its own data (SC_WRITE_METHOD) leaves it as annotations: block data and contents, up to an end.
 */
import type { Budget } from "./budget.ts";
import type { ByteCursor } from "./byte-cursor.ts";
import { arrayName, type JavaClass, type JavaField, readPrimitive } from "./java-class.ts";
import { simplifyJava } from "./java-objects.ts";
import type { DecodeLimits } from "./limits.ts";
import type { Attempt } from "./malformed.ts";
import { modifiedUtf8 } from "./modified-utf8.ts";
import { type ReadTree, readTree } from "./read-tree.ts";
import { shortName } from "./short-name.ts";
import {
  type BytesNode,
  listNode,
  NULL_NODE,
  nameNode,
  type ObjectNode,
  objectNode,
  type TreeNode,
  textNode,
} from "./tree.ts";

const FIRST_HANDLE = 0x7e0000;
const WRITE_METHOD = 0x01;
const SERIALIZABLE = 0x02;
const BLOCK_DATA = 0x08;
/** Fields and superclasses of real classes are far fewer. */
const SUPERCLASSES_MAX = 100;

/** Whether the bytes begin with the stream's magic number and version. */
export function looksLikeJava(bytes: Uint8Array): boolean {
  return bytes.length > 4 && bytes[0] === 0xac && bytes[1] === 0xed && bytes[2] === 0 && bytes[3] === 5;
}

/** Reads a stream that holds one object. */
export function readJava(bytes: Uint8Array, limits: DecodeLimits): Attempt<ReadTree> {
  return readTree(bytes, limits, (cursor, budget) => {
    if (cursor.uint32() !== 0xaced0005) {
      cursor.fail("no stream of Java stands", 4);
    }
    return new JavaReader(cursor, budget).stream();
  });
}

class JavaReader {
  readonly #cursor: ByteCursor;
  readonly #budget: Budget;
  readonly #handles: (TreeNode | JavaClass)[] = [];

  constructor(cursor: ByteCursor, budget: Budget) {
    this.#cursor = cursor;
    this.#budget = budget;
  }

  /** One content; several, and data that was written beside them, become a list. */
  stream(): TreeNode {
    const first = this.content();
    if (this.#cursor.left === 0 || this.#budget.isSpent) {
      return first;
    }
    const all = listNode("contents", [first]);
    while (this.#cursor.left > 0 && !this.#budget.isSpent) {
      all.items.push(this.content());
    }
    return all;
  }

  content(): TreeNode {
    return this.#budget.nested(() => this.#typed(this.#cursor.uint8()));
  }

  #typed(type: number): TreeNode {
    const cursor = this.#cursor;
    switch (type) {
      case 0x70:
        return NULL_NODE;
      case 0x71:
        return this.#reference();
      case 0x73:
        return this.#object();
      case 0x74:
        return this.#string(cursor.uint16());
      case 0x7c:
        return this.#string(cursor.length64());
      case 0x75:
        return this.#array();
      case 0x76:
        return this.#register(nameNode(this.#class()?.name ?? "null"));
      case 0x77:
        return this.#block(cursor.uint8());
      case 0x7a:
        return this.#block(cursor.int32());
      case 0x7e:
        return this.#enum();
      default:
        return cursor.fail("no content of a Java stream stands", 1);
    }
  }

  #register<Handle extends TreeNode | JavaClass>(handle: Handle): Handle {
    this.#handles.push(handle);
    return handle;
  }

  #handle(): TreeNode | JavaClass {
    const index = this.#cursor.int32() - FIRST_HANDLE;
    return this.#handles[index] ?? this.#cursor.fail("a handle leads nowhere", 4);
  }

  #reference(): TreeNode {
    const handle = this.#handle();
    return "kind" in handle ? handle : nameNode(handle.name);
  }

  #string(length: number): TreeNode {
    return this.#register(textNode(modifiedUtf8(this.#cursor.take(length))));
  }

  #block(length: number): BytesNode {
    return { kind: "bytes", value: this.#cursor.take(length) };
  }

  #name(): string {
    return shortName(modifiedUtf8(this.#cursor.take(this.#cursor.uint16())));
  }

  /** A class description; undefined for null, as which the superclass of the topmost one stands. */
  #class(depth = 0): JavaClass | undefined {
    const cursor = this.#cursor;
    const type = cursor.uint8();
    if (depth > SUPERCLASSES_MAX) {
      cursor.fail("a class has too many superclasses,", 1);
    }
    if (type === 0x70) {
      return undefined;
    }
    if (type === 0x71) {
      const handle = this.#handle();
      return "kind" in handle ? cursor.fail("a handle is that of no class", 4) : handle;
    }
    if (type !== 0x72 && type !== 0x7d) {
      cursor.fail("a class is missing", 1);
    }
    this.#budget.count();
    const described = this.#register<JavaClass>({ name: "", flags: SERIALIZABLE, fields: [], superclass: undefined });
    if (type === 0x7d) {
      this.#proxy(described);
    } else {
      this.#description(described);
    }
    this.#annotations();
    described.superclass = this.#class(depth + 1);
    return described;
  }

  #description(described: JavaClass): void {
    const cursor = this.#cursor;
    described.name = this.#name();
    cursor.uint64(); // serialVersionUID
    described.flags = cursor.uint8();
    const count = cursor.uint16();
    for (let index = 0; this.#budget.goesOn(index, count); index++) {
      this.#budget.count();
      described.fields.push(this.#field());
    }
  }

  #field(): JavaField {
    const type = String.fromCharCode(this.#cursor.uint8());
    const name = this.#name();
    if (type === "L" || type === "[") {
      this.content(); // The type's name, a string that is numbered like any other.
    }
    return { type, name };
  }

  #proxy(described: JavaClass): void {
    const count = this.#cursor.int32();
    const names: string[] = [];
    for (let index = 0; this.#budget.goesOn(index, count); index++) {
      this.#budget.count();
      names.push(this.#name());
    }
    described.name = `proxy of ${names.join(", ")}`;
  }

  /** What stands up to the end of block data. */
  #annotations(): TreeNode[] {
    const nodes: TreeNode[] = [];
    while (!this.#budget.isSpent) {
      if (this.#cursor.peek() === 0x78) {
        this.#cursor.offset++;
        break;
      }
      nodes.push(this.content());
    }
    return nodes;
  }

  #object(): TreeNode {
    const described = this.#class() ?? this.#cursor.fail("an object has no class,", 1);
    const node = objectNode(described.name);
    const slot = this.#handles.push(node) - 1;
    const lineage: JavaClass[] = [];
    for (let type: JavaClass | undefined = described; type !== undefined; type = type.superclass) {
      if (lineage.push(type) > SUPERCLASSES_MAX) {
        this.#cursor.fail("a class has too many superclasses,", 1);
      }
    }
    for (const type of lineage.reverse()) {
      if (this.#budget.isSpent) break;
      this.#classData(node, type);
    }
    const simple = this.#budget.isSpent ? node : (simplifyJava(node) ?? node);
    this.#handles[slot] = simple;
    return simple;
  }

  #classData(node: ObjectNode, type: JavaClass): void {
    if ((type.flags & SERIALIZABLE) === 0) {
      if ((type.flags & BLOCK_DATA) === 0) {
        this.#cursor.fail("a class wrote its data in a form that only itself can read,");
      }
      node.items.push(...this.#annotations());
      return;
    }
    for (const field of type.fields) {
      if (this.#budget.isSpent) return;
      node.fields.push({ name: field.name, value: this.#fieldValue(field) });
    }
    if ((type.flags & WRITE_METHOD) !== 0) {
      for (const annotation of this.#annotations()) {
        node.items.push(annotation);
      }
    }
  }

  #fieldValue({ type }: JavaField): TreeNode {
    if (type === "L" || type === "[") {
      return this.content();
    }
    this.#budget.count();
    return readPrimitive(this.#cursor, type);
  }

  #array(): TreeNode {
    const described = this.#class() ?? this.#cursor.fail("an array has no class,", 1);
    const elementType = described.name[1] ?? "";
    if (elementType === "B") {
      const slot = this.#handles.push(NULL_NODE) - 1;
      const node = this.#block(this.#cursor.int32());
      this.#handles[slot] = node;
      return node;
    }
    const node = this.#register(listNode(arrayName(described.name)));
    const count = this.#cursor.int32();
    for (let index = 0; this.#budget.goesOn(index, count); index++) {
      node.items.push(this.#fieldValue({ type: elementType, name: "" }));
    }
    return node;
  }

  #enum(): TreeNode {
    const described = this.#class() ?? this.#cursor.fail("an enum has no class,", 1);
    const slot = this.#handles.push(NULL_NODE) - 1;
    const constant = this.content();
    const node = nameNode(`${described.name}.${constant.kind === "text" ? shortName(constant.value) : ""}`);
    this.#handles[slot] = node;
    return node;
  }
}
