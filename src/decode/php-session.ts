/**
 * PHP's sessions, which its session handler keeps in memcached: NAME|VALUE NAME|VALUE ..., each value as serialize() writes it,
 * numbered through for references. A name that stands behind `!` has no value.
 */
import type { ByteCursor } from "./byte-cursor.ts";
import type { DecodeLimits } from "./limits.ts";
import type { Attempt } from "./malformed.ts";
import { PhpReader } from "./php-serialize.ts";
import { type ReadTree, readTree } from "./read-tree.ts";
import { mapNode, NULL_NODE, type TreeNode } from "./tree.ts";

const NAME_BYTES_MAX = 128;
const BAR = 0x7c;
const UNDEFINED_MARK = 0x21;

/** Reads what session_encode() wrote. */
export function readPhpSession(bytes: Uint8Array, limits: DecodeLimits): Attempt<ReadTree> {
  return readTree(bytes, limits, (cursor, budget) => {
    const reader = new PhpReader(cursor, budget);
    const session = mapNode("session");
    do {
      const isUndefined = cursor.peek() === UNDEFINED_MARK;
      cursor.offset += isUndefined ? 1 : 0;
      const name = readName(cursor);
      session.entries.push([name, isUndefined ? NULL_NODE : reader.value()]);
    } while (cursor.left > 0 && !budget.isSpent);
    return session;
  });
}

function readName(cursor: ByteCursor): TreeNode {
  const window = cursor.bytes.subarray(cursor.offset, cursor.offset + NAME_BYTES_MAX + 1);
  const length = window.indexOf(BAR);
  if (length < 1) {
    cursor.fail("a name of a session's variable is missing");
  }
  const name = cursor.textOrBytes(length);
  cursor.offset++;
  return name;
}
