/** Classes of the Java library in the shape people know them by: numbers in objects, dates, lists and maps. */
import { ByteCursor } from "./byte-cursor.ts";
import { unsignedBigEndian } from "./integer-bytes.ts";
import { INTEGER_BYTES_MAX } from "./limits.ts";
import { listNode, mapNode, numberNode, type ObjectNode, type TreeEntry, type TreeNode } from "./tree.ts";

const BOXED = /^java\.lang\.(?:Integer|Long|Short|Byte|Float|Double|Boolean|Character)$/;
/** They write their size in block data, then their elements. */
const LISTS = /^java\.util\.(?:ArrayList|LinkedList|ArrayDeque|Vector|HashSet|LinkedHashSet|TreeSet|PriorityQueue)$/;
const MAPS = /^java\.util\.(?:HashMap|LinkedHashMap|TreeMap|Hashtable|IdentityHashMap)$/;
/** The last millisecond a JavaScript date can name. */
const DATE_MS_MAX = 8_640_000_000_000_000n;

/**
 * The plain form of an object of the library, which a reference to the object does not need to reach: only values without parts
 * and containers whose elements are taken over; undefined if it is of another class or another form.
 */
export function simplifyJava(node: ObjectNode): TreeNode | undefined {
  if (BOXED.test(node.className)) {
    return fieldValue(node, "value");
  }
  if (node.className === "java.util.Date") {
    return dateNode(node);
  }
  if (node.className === "java.math.BigInteger") {
    return bigInteger(node);
  }
  const elements = node.items.filter(({ kind }) => kind !== "bytes");
  if (LISTS.test(node.className)) {
    return listNode(shortName(node), elements);
  }
  if (node.className === "java.util.CollSer") {
    return immutableCollection(node, elements);
  }
  if (MAPS.test(node.className) && elements.length % 2 === 0) {
    return mapNode(shortName(node), pairs(elements));
  }
  return undefined;
}

function shortName({ className }: ObjectNode): string {
  return className.slice(className.lastIndexOf(".") + 1);
}

function fieldValue(node: ObjectNode, name: string): TreeNode | undefined {
  return node.fields.find((field) => field.name === name)?.value;
}

function pairs(nodes: readonly TreeNode[]): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let index = 0; index + 1 < nodes.length; index += 2) {
    entries.push([nodes[index] as TreeNode, nodes[index + 1] as TreeNode]);
  }
  return entries;
}

/** What List.of, Set.of and Map.of make: `tag` tells which, in its low byte. */
function immutableCollection(node: ObjectNode, elements: TreeNode[]): TreeNode | undefined {
  const tag = fieldValue(node, "tag");
  switch (tag?.kind === "number" ? Number(tag.text) & 0xff : 0) {
    case 1:
      return listNode("List", elements);
    case 2:
      return listNode("Set", elements);
    case 3:
      return elements.length % 2 === 0 ? mapNode("Map", pairs(elements)) : undefined;
    default:
      return undefined;
  }
}

/** Milliseconds since 1970 in eight bytes of block data. */
function dateNode({ items }: ObjectNode): TreeNode | undefined {
  const block = items[0];
  if (block?.kind !== "bytes" || block.value.length !== 8) {
    return undefined;
  }
  const timeMs = new ByteCursor(block.value).int64();
  return timeMs >= -DATE_MS_MAX && timeMs <= DATE_MS_MAX
    ? { kind: "date", text: new Date(Number(timeMs)).toISOString() }
    : undefined;
}

function bigInteger(node: ObjectNode): TreeNode | undefined {
  const sign = fieldValue(node, "signum");
  const magnitude = fieldValue(node, "magnitude");
  if (sign?.kind !== "number" || magnitude?.kind !== "bytes" || magnitude.value.length > INTEGER_BYTES_MAX) {
    return undefined;
  }
  const value = unsignedBigEndian(magnitude.value);
  return numberNode(sign.text === "-1" ? -value : value);
}
