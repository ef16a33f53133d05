/** MessagePack (github.com/msgpack/msgpack/blob/master/spec.md): one byte of type, big-endian numbers. */
import type { Budget } from "./budget.ts";
import { ByteCursor } from "./byte-cursor.ts";
import type { DecodeLimits } from "./limits.ts";
import type { Attempt } from "./malformed.ts";
import { phpField } from "./php-serialize.ts";
import { type ReadTree, readTree } from "./read-tree.ts";
import {
  booleanNode,
  floatNode,
  listNode,
  mapNode,
  NULL_NODE,
  numberNode,
  objectNode,
  type TreeEntry,
  type TreeNode,
} from "./tree.ts";

const TIMESTAMP = -1;
const NANOSECONDS_BITS = 34n;
/** The last second a JavaScript date can name. */
const SECONDS_MAX = 8_640_000_000_000n;

/** Reads MessagePack. */
export function readMsgpack(bytes: Uint8Array, limits: DecodeLimits): Attempt<ReadTree> {
  return readTree(bytes, limits, readValue);
}

function readValue(cursor: ByteCursor, budget: Budget): TreeNode {
  return budget.nested(() => readTyped(cursor, budget, cursor.uint8()));
}

function readTyped(cursor: ByteCursor, budget: Budget, type: number): TreeNode {
  if (type < 0x80) return numberNode(type);
  if (type < 0x90) return readMap(cursor, budget, type & 0x0f);
  if (type < 0xa0) return readList(cursor, budget, type & 0x0f);
  if (type < 0xc0) return cursor.textOrBytes(type & 0x1f);
  if (type >= 0xe0) return numberNode(type - 0x100);
  return readAtom(cursor, type) ?? readLong(cursor, budget, type);
}

function readAtom(cursor: ByteCursor, type: number): TreeNode | undefined {
  switch (type) {
    case 0xc0:
      return NULL_NODE;
    case 0xc2:
    case 0xc3:
      return booleanNode(type === 0xc3);
    case 0xca:
      return floatNode(cursor.float32());
    case 0xcb:
      return floatNode(cursor.float64());
    case 0xcc:
      return numberNode(cursor.uint8());
    case 0xcd:
      return numberNode(cursor.uint16());
    case 0xce:
      return numberNode(cursor.uint32());
    case 0xcf:
      return numberNode(cursor.uint64());
    case 0xd0:
      return numberNode(cursor.int8());
    case 0xd1:
      return numberNode(cursor.int16());
    case 0xd2:
      return numberNode(cursor.int32());
    case 0xd3:
      return numberNode(cursor.int64());
    default:
      return undefined;
  }
}

function readLong(cursor: ByteCursor, budget: Budget, type: number): TreeNode {
  switch (type) {
    case 0xc4:
      return { kind: "bytes", value: cursor.take(cursor.uint8()) };
    case 0xc5:
      return { kind: "bytes", value: cursor.take(cursor.uint16()) };
    case 0xc6:
      return { kind: "bytes", value: cursor.take(cursor.uint32()) };
    case 0xc7:
      return readExtension(cursor, cursor.uint8());
    case 0xc8:
      return readExtension(cursor, cursor.uint16());
    case 0xc9:
      return readExtension(cursor, cursor.uint32());
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return readExtension(cursor, 1 << (type - 0xd4));
    case 0xd9:
      return cursor.textOrBytes(cursor.uint8());
    case 0xda:
      return cursor.textOrBytes(cursor.uint16());
    case 0xdb:
      return cursor.textOrBytes(cursor.uint32());
    case 0xdc:
      return readList(cursor, budget, cursor.uint16());
    case 0xdd:
      return readList(cursor, budget, cursor.uint32());
    case 0xde:
      return readMap(cursor, budget, cursor.uint16());
    case 0xdf:
      return readMap(cursor, budget, cursor.uint32());
    default:
      return cursor.fail("no type of MessagePack stands", 1);
  }
}

function readList(cursor: ByteCursor, budget: Budget, count: number): TreeNode {
  const items: TreeNode[] = [];
  for (let index = 0; budget.goesOn(index, count); index++) {
    items.push(readValue(cursor, budget));
  }
  return listNode("array", items);
}

function readMap(cursor: ByteCursor, budget: Budget, count: number): TreeNode {
  const entries: TreeEntry[] = [];
  for (let index = 0; budget.goesOn(index, count); index++) {
    entries.push([readValue(cursor, budget), readValue(cursor, budget)]);
  }
  return phpObject(entries) ?? mapNode("map", entries);
}

/** php-msgpack writes an object as a map that begins with nil and the name of its class. */
function phpObject(entries: readonly TreeEntry[]): TreeNode | undefined {
  const [first, ...others] = entries;
  const className = first?.[0].kind === "null" && first[1].kind === "text" ? first[1].value : undefined;
  if (className === undefined) {
    return undefined;
  }
  const node = objectNode(className);
  for (const [key, value] of others) {
    if (key.kind === "text") {
      node.fields.push(phpField(key.value, value));
    } else {
      node.entries.push([key, value]);
    }
  }
  return node;
}

function readExtension(cursor: ByteCursor, length: number): TreeNode {
  const type = cursor.int8();
  const value = cursor.take(length);
  const date = type === TIMESTAMP ? timestamp(value) : undefined;
  return date ?? objectNode(`extension ${type}`, [{ kind: "bytes", value }]);
}

/** Seconds in 4 bytes, 30 bits of nanoseconds before 34 of seconds in 8, or 4 bytes of nanoseconds before 8 of seconds in 12. */
function timestamp(bytes: Uint8Array): TreeNode | undefined {
  const cursor = new ByteCursor(bytes);
  let seconds: bigint;
  let nanoseconds = 0n;
  if (bytes.length === 4) {
    seconds = BigInt(cursor.uint32());
  } else if (bytes.length === 8) {
    const packed = cursor.uint64();
    seconds = packed & ((1n << NANOSECONDS_BITS) - 1n);
    nanoseconds = packed >> NANOSECONDS_BITS;
  } else if (bytes.length === 12) {
    nanoseconds = BigInt(cursor.uint32());
    seconds = cursor.int64();
  } else {
    return undefined;
  }
  if (seconds < -SECONDS_MAX || seconds > SECONDS_MAX || nanoseconds >= 1_000_000_000n) {
    return undefined;
  }
  const fraction = nanoseconds === 0n ? "" : `.${String(nanoseconds).padStart(9, "0").replace(/0+$/, "")}`;
  return { kind: "date", text: new Date(Number(seconds) * 1000).toISOString().replace(".000Z", `${fraction}Z`) };
}
