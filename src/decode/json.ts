/**
 * JSON (RFC 8259) as a tree. JSON.parse would round numbers beyond 2^53, drop the first of two equal keys and reorder keys that
 * look like numbers, and it cannot be stopped at a depth or a count.
 */
import type { Budget } from "./budget.ts";
import { type ByteCursor, latin1, utf8 } from "./byte-cursor.ts";
import type { DecodeLimits } from "./limits.ts";
import type { Attempt } from "./malformed.ts";
import { type ReadTree, readTree } from "./read-tree.ts";
import { booleanNode, listNode, mapNode, NULL_NODE, type TreeEntry, type TreeNode, textNode } from "./tree.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS: readonly [word: string, node: TreeNode][] = [
  ["true", booleanNode(true)],
  ["false", booleanNode(false)],
  ["null", NULL_NODE],
];
/** What a number is made of. */
const NUMBER_CHARACTER = /^[-+.\deE]$/;

/** Reads JSON. */
export function readJson(bytes: Uint8Array, limits: DecodeLimits): Attempt<ReadTree> {
  return readTree(bytes, limits, (cursor, budget) => {
    const node = readValue(cursor, budget);
    skipSpace(cursor);
    return node;
  });
}

function skipSpace(cursor: ByteCursor): void {
  for (let byte = cursor.peek(); byte === 0x20 || (byte >= 0x09 && byte <= 0x0d && byte !== 0x0b && byte !== 0x0c); ) {
    cursor.offset++;
    byte = cursor.peek();
  }
}

function readValue(cursor: ByteCursor, budget: Budget): TreeNode {
  skipSpace(cursor);
  return budget.nested(() => {
    switch (String.fromCharCode(cursor.peek())) {
      case "{":
        return readObject(cursor, budget);
      case "[":
        return readArray(cursor, budget);
      case '"':
        return textNode(readString(cursor));
      default:
        return readBare(cursor);
    }
  });
}

function readObject(cursor: ByteCursor, budget: Budget): TreeNode {
  const entries: TreeEntry[] = [];
  readMembers(cursor, budget, "}", () => {
    const key = textNode(readString(cursor));
    skipSpace(cursor);
    cursor.expect(":");
    entries.push([key, readValue(cursor, budget)]);
  });
  return mapNode("object", entries);
}

function readArray(cursor: ByteCursor, budget: Budget): TreeNode {
  const items: TreeNode[] = [];
  readMembers(cursor, budget, "]", () => items.push(readValue(cursor, budget)));
  return listNode("array", items);
}

/** What stands between brackets, with commas between. */
function readMembers(cursor: ByteCursor, budget: Budget, end: "}" | "]", readMember: () => void): void {
  const endByte = end.charCodeAt(0);
  cursor.offset++;
  skipSpace(cursor);
  if (cursor.peek() === endByte) {
    cursor.offset++;
    return;
  }
  for (;;) {
    skipSpace(cursor);
    readMember();
    if (budget.isSpent) {
      return;
    }
    skipSpace(cursor);
    if (cursor.peek() === endByte) {
      cursor.offset++;
      return;
    }
    cursor.expect(",");
  }
}

function readBare(cursor: ByteCursor): TreeNode {
  const word = readWord(cursor);
  if (word === undefined) {
    return readNumber(cursor);
  }
  cursor.advance(word.length);
  return word.node;
}

/** A string; JSON.parse knows its escapes and refuses controls in it. */
function readString(cursor: ByteCursor): string {
  if (cursor.peek() !== QUOTE) {
    cursor.fail("a string is missing");
  }
  const { bytes, offset: start } = cursor;
  let end = start + 1;
  while (end < bytes.length && bytes[end] !== QUOTE) {
    end += bytes[end] === BACKSLASH ? 2 : 1;
  }
  if (end >= bytes.length) {
    cursor.fail("a string has no end");
  }
  const text = utf8(bytes.subarray(start, end + 1)) ?? cursor.fail("a string is not UTF-8");
  const value = parseString(text) ?? cursor.fail("a string is not one of JSON");
  cursor.offset = end + 1;
  return value;
}

function parseString(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

function readWord({ bytes, offset }: ByteCursor): { readonly length: number; readonly node: TreeNode } | undefined {
  for (const [word, node] of WORDS) {
    if (bytes[offset] === word.charCodeAt(0) && latin1(bytes.subarray(offset, offset + word.length)) === word) {
      return { length: word.length, node };
    }
  }
  return undefined;
}

function readNumber(cursor: ByteCursor): TreeNode {
  const start = cursor.offset;
  while (cursor.peek() !== -1 && NUMBER_CHARACTER.test(String.fromCharCode(cursor.peek()))) {
    cursor.offset++;
  }
  const length = cursor.offset - start;
  cursor.offset = start;
  const text = cursor.latin1(length);
  NUMBER.lastIndex = 0;
  if (NUMBER.exec(text)?.[0].length !== length || length === 0) {
    cursor.offset = start;
    cursor.fail("no value of JSON stands");
  }
  return { kind: "number", text };
}
