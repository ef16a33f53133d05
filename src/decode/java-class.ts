/** What a Java stream says of a class, and the values of its primitive fields. */
import type { ByteCursor } from "./byte-cursor.ts";
import { booleanNode, floatNode, numberNode, type TreeNode, textNode } from "./tree.ts";

/** One field: `type` is the letter of a descriptor: B C D F I J S Z, L for objects, [ for arrays. */
export interface JavaField {
  readonly type: string;
  readonly name: string;
}

/** A class description; filled in while it is read, because it can be referred to from inside. */
export interface JavaClass {
  name: string;
  flags: number;
  readonly fields: JavaField[];
  superclass: JavaClass | undefined;
}

/** Reads a primitive value, big-endian. */
export function readPrimitive(cursor: ByteCursor, type: string): TreeNode {
  switch (type) {
    case "B":
      return numberNode(cursor.int8());
    case "C":
      return textNode(String.fromCharCode(cursor.uint16()));
    case "D":
      return floatNode(cursor.float64());
    case "F":
      return floatNode(cursor.float32());
    case "I":
      return numberNode(cursor.int32());
    case "J":
      return numberNode(cursor.int64());
    case "S":
      return numberNode(cursor.int16());
    case "Z":
      return booleanNode(cursor.uint8() !== 0);
    default:
      return cursor.fail("a field has no type of Java,");
  }
}

const PRIMITIVE_NAMES: ReadonlyMap<string, string> = new Map([
  ["B", "byte"],
  ["C", "char"],
  ["D", "double"],
  ["F", "float"],
  ["I", "int"],
  ["J", "long"],
  ["S", "short"],
  ["Z", "boolean"],
]);

/** The name of an array's class as programs write it: `[[I` is `int[][]`; `array` where brackets tell as much. */
export function arrayName(descriptor: string): string {
  const dimensions = /^\[*/.exec(descriptor)?.[0].length ?? 0;
  const element = descriptor.slice(dimensions);
  const primitive = PRIMITIVE_NAMES.get(element);
  const name = primitive ?? element.replace(/^L(.*);$/, "$1");
  const isPlain = dimensions === 1 && (primitive !== undefined || name === "java.lang.Object");
  return isPlain ? "array" : `${name}${"[]".repeat(dimensions)}`;
}
