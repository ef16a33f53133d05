/** Values of fixed binary forms, which nothing but the flags tells from any other bytes. */
import { ByteCursor } from "./byte-cursor.ts";
import { unsignedBigEndian } from "./integer-bytes.ts";
import { type Attempt, attempt } from "./malformed.ts";
import { booleanNode, floatNode, numberNode, type TreeNode, textNode } from "./tree.ts";

/** The binary forms of spymemcached (big-endian, leading zeros left out of whole numbers) and of EnyimMemcached (little-endian). */
export type PackedForm =
  | "spy integer"
  | "spy long"
  | "spy byte"
  | "spy date"
  | "spy float"
  | "spy double"
  | "spy boolean"
  | "net boolean"
  | "net char"
  | "net int16"
  | "net uint16"
  | "net int32"
  | "net uint32"
  | "net int64"
  | "net uint64"
  | "net single"
  | "net double"
  | "net date";

/** The last millisecond a JavaScript date can name. */
const DATE_MS_MAX = 8_640_000_000_000_000n;
/** .NET counts 100 ns from the year 1 on, in 62 bits; two more tell the kind of time. */
const NET_EPOCH_TICKS = 621_355_968_000_000_000n;
/** The end of the year 9999. */
const NET_TICKS_MAX = 3_155_378_975_999_999_999n;
const NET_TICKS_PER_MS = 10_000n;
const NET_UTC = 1n;

/** Reads bytes of a form; says why they are not of it. */
export function readPacked(form: PackedForm, bytes: Uint8Array): Attempt<TreeNode> {
  return attempt(() => {
    const cursor = new ByteCursor(bytes);
    const node = form.startsWith("spy ") ? readSpy(form, cursor) : readNet(form, cursor);
    return cursor.left === 0 ? node : cursor.fail("the value is too long,");
  });
}

function readSpy(form: PackedForm, cursor: ByteCursor): TreeNode {
  switch (form) {
    case "spy integer":
      return numberNode(BigInt.asIntN(32, shortened(cursor, 4)));
    case "spy long":
      return numberNode(BigInt.asIntN(64, shortened(cursor, 8)));
    case "spy byte":
      return numberNode(BigInt.asIntN(8, shortened(cursor, 1)));
    case "spy date":
      return date(cursor, BigInt.asIntN(64, shortened(cursor, 8)), "Z");
    case "spy float": {
      const bits = new DataView(new ArrayBuffer(4));
      bits.setUint32(0, Number(shortened(cursor, 4)));
      return floatNode(bits.getFloat32(0));
    }
    case "spy double": {
      const bits = new DataView(new ArrayBuffer(8));
      bits.setBigUint64(0, shortened(cursor, 8));
      return floatNode(bits.getFloat64(0));
    }
    default: {
      const digit = cursor.latin1(1);
      return digit === "0" || digit === "1"
        ? booleanNode(digit === "1")
        : cursor.fail("a boolean is neither 0 nor 1", 1);
    }
  }
}

function shortened(cursor: ByteCursor, bytesMax: number): bigint {
  return cursor.left <= bytesMax ? unsignedBigEndian(cursor.take(cursor.left)) : cursor.fail("a number is too long");
}

function date(cursor: ByteCursor, timeMs: bigint, zone: string): TreeNode {
  return timeMs >= -DATE_MS_MAX && timeMs <= DATE_MS_MAX
    ? { kind: "date", text: new Date(Number(timeMs)).toISOString().replace("Z", zone) }
    : cursor.fail("a date is out of range,");
}

function readNet(form: PackedForm, cursor: ByteCursor): TreeNode {
  switch (form) {
    case "net boolean":
      return booleanNode(cursor.uint8() !== 0);
    case "net char":
      return textNode(String.fromCharCode(cursor.uint16(true)));
    case "net int16":
      return numberNode(cursor.int16(true));
    case "net uint16":
      return numberNode(cursor.uint16(true));
    case "net int32":
      return numberNode(cursor.int32(true));
    case "net uint32":
      return numberNode(cursor.uint32(true));
    case "net int64":
      return numberNode(cursor.int64(true));
    case "net uint64":
      return numberNode(cursor.uint64(true));
    case "net single":
      return floatNode(cursor.float32(true));
    case "net double":
      return floatNode(cursor.float64(true));
    default: {
      const value = cursor.uint64(true);
      const ticks = BigInt.asUintN(62, value);
      if (ticks > NET_TICKS_MAX) {
        cursor.fail("a date is out of range,");
      }
      return date(cursor, (ticks - NET_EPOCH_TICKS) / NET_TICKS_PER_MS, value >> 62n === NET_UTC ? "Z" : "");
    }
  }
}
