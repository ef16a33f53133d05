/** The formats of serialized values by name, and how bytes are known to be one of them. */
import type { Content } from "./content.ts";
import { looksLikeIgbinary, readIgbinary } from "./igbinary.ts";
import { looksLikeJava, readJava } from "./java-serialization.ts";
import { readJson } from "./json.ts";
import type { DecodeLimits } from "./limits.ts";
import type { Attempt } from "./malformed.ts";
import { looksLikeMarshal, readMarshal } from "./marshal.ts";
import { readMsgpack } from "./msgpack.ts";
import { readPhpSerialized } from "./php-serialize.ts";
import { readPhpSession } from "./php-session.ts";
import { looksLikePickle, readPickle } from "./pickle.ts";
import type { ReadTree } from "./read-tree.ts";
import type { TreeNode } from "./tree.ts";

/** A format of serialized values, by the name people know it by. */
export type SerializedFormat =
  | "JSON"
  | "PHP serialize"
  | "PHP session"
  | "igbinary"
  | "MessagePack"
  | "Python pickle"
  | "Ruby Marshal"
  | "Java serialization";

const READERS: Readonly<Record<SerializedFormat, (bytes: Uint8Array, limits: DecodeLimits) => Attempt<ReadTree>>> = {
  JSON: readJson,
  "PHP serialize": readPhpSerialized,
  "PHP session": readPhpSession,
  igbinary: readIgbinary,
  MessagePack: readMsgpack,
  "Python pickle": readPickle,
  "Ruby Marshal": readMarshal,
  "Java serialization": readJava,
};

/** Reads bytes as one format; says why they are not it. */
export function readSerialized(format: SerializedFormat, bytes: Uint8Array, limits: DecodeLimits): Attempt<Content> {
  const result = READERS[format](bytes, limits);
  return "problem" in result
    ? { problem: `${format}: ${result.problem}` }
    : { value: { kind: "tree", format, root: result.value.root, cut: result.value.cut } };
}

/** The format whose unmistakable mark the bytes begin with. */
export function markedFormat(bytes: Uint8Array): SerializedFormat | undefined {
  if (looksLikePickle(bytes)) return "Python pickle";
  if (looksLikeMarshal(bytes)) return "Ruby Marshal";
  if (looksLikeJava(bytes)) return "Java serialization";
  return looksLikeIgbinary(bytes) ? "igbinary" : undefined;
}

/** A format that has no mark, if the bytes are one value of it from the first byte to the last and it is not likely to be chance. */
export function unmarkedContent(bytes: Uint8Array, limits: DecodeLimits): Content | undefined {
  for (const { format, mayBegin, isLikely = () => true } of UNMARKED) {
    const result = mayBegin.has(bytes[0] ?? -1) ? readSerialized(format, bytes, limits) : undefined;
    if (result !== undefined && "value" in result && result.value.kind === "tree" && isLikely(result.value.root)) {
      return result.value;
    }
  }
  return undefined;
}

/** How a format without a mark is told from text and from other bytes. */
interface Unmarked {
  readonly format: SerializedFormat;
  readonly mayBegin: ReadonlySet<number>;
  readonly isLikely?: (root: TreeNode) => boolean;
}

function characters(text: string): ReadonlySet<number> {
  return new Set(Buffer.from(text, "latin1"));
}

const MSGPACK_CONTAINERS = [...Array.from({ length: 32 }, (_, index) => 0x80 + index), 0xdc, 0xdd, 0xde, 0xdf];

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

const UNMARKED: readonly Unmarked[] = [
  { format: "JSON", mayBegin: characters('{["') },
  { format: "PHP serialize", mayBegin: characters("abdisSOCE") },
  { format: "PHP session", mayBegin: characters(`${LETTERS}${LETTERS.toUpperCase()}_!`) },
  // Protocols 0 and 1. `cword\nword\n.` would name a class and nothing more: that is more likely to be text.
  { format: "Python pickle", mayBegin: characters("(]}c"), isLikely: isFilled },
  { format: "MessagePack", mayBegin: new Set(MSGPACK_CONTAINERS), isLikely: holdsText },
];

function isFilled(root: TreeNode): boolean {
  switch (root.kind) {
    case "list":
      return root.items.length > 0;
    case "map":
      return root.entries.length > 0;
    default:
      return root.kind === "object";
  }
}

/** Short random bytes are often lists of small numbers; names of keys, or texts, do not come about by chance. */
function holdsText(root: TreeNode): boolean {
  switch (root.kind) {
    case "list":
      return root.items.some((item) => (item.kind === "text" && item.value !== "") || holdsText(item));
    case "map":
      return root.entries.some(([key]) => key.kind === "text" && key.value !== "");
    case "object":
      return true;
    default:
      return false;
  }
}
