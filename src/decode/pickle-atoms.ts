/** The operations of a pickle that push a value which stands in its bytes. */
import type { ByteCursor } from "./byte-cursor.ts";
import { signedLittleEndian } from "./integer-bytes.ts";
import { pythonBytes, rawUnicode } from "./python-literal.ts";
import {
  booleanNode,
  floatNode,
  NULL_NODE,
  nameNode,
  numberNode,
  objectNode,
  type TreeNode,
  textNode,
} from "./tree.ts";

/** Reads the operand of `opcode`; undefined if it is another kind of operation. */
export function readPickleAtom(cursor: ByteCursor, opcode: number): TreeNode | undefined {
  return (
    readNumber(cursor, opcode) ?? readText(cursor, opcode) ?? readBytes(cursor, opcode) ?? readExtension(cursor, opcode)
  );
}

function readNumber(cursor: ByteCursor, opcode: number): TreeNode | undefined {
  switch (opcode) {
    case 0x4e: // NONE
      return NULL_NODE;
    case 0x88: // NEWTRUE
    case 0x89: // NEWFALSE
      return booleanNode(opcode === 0x88);
    case 0x49: // INT
      return decimal(cursor, cursor.line());
    case 0x4c: // LONG
      return decimal(cursor, cursor.line().replace(/L$/, ""));
    case 0x4a: // BININT
      return numberNode(cursor.int32(true));
    case 0x4b: // BININT1
      return numberNode(cursor.uint8());
    case 0x4d: // BININT2
      return numberNode(cursor.uint16(true));
    case 0x8a: // LONG1
      return signedLittleEndian(cursor.take(cursor.uint8()));
    case 0x8b: // LONG4
      return signedLittleEndian(cursor.take(cursor.int32(true)));
    case 0x46: // FLOAT
      return decimalFloat(cursor, cursor.line());
    case 0x47: // BINFLOAT
      return floatNode(cursor.float64());
    default:
      return undefined;
  }
}

/** Protocol 0 writes True and False as numbers with a zero before them. */
function decimal(cursor: ByteCursor, line: string): TreeNode {
  if (line === "00" || line === "01") {
    return booleanNode(line === "01");
  }
  return /^-?\d+$/.test(line) ? { kind: "number", text: line } : cursor.fail("a number is missing", line.length + 1);
}

function decimalFloat(cursor: ByteCursor, line: string): TreeNode {
  if (/^-?(?:inf|nan)$/.test(line)) {
    return floatNode(Number(line.replace("inf", "Infinity")));
  }
  return /^-?\d+(?:\.\d*)?(?:e[-+]?\d+)?$/.test(line)
    ? { kind: "number", text: line }
    : cursor.fail("a float is missing", line.length + 1);
}

function readText(cursor: ByteCursor, opcode: number): TreeNode | undefined {
  switch (opcode) {
    case 0x56: // UNICODE
      return textNode(rawUnicode(cursor.line()));
    case 0x58: // BINUNICODE
      return cursor.textOrBytes(cursor.uint32(true));
    case 0x8c: // SHORT_BINUNICODE
      return cursor.textOrBytes(cursor.uint8());
    case 0x8d: // BINUNICODE8
      return cursor.textOrBytes(cursor.length64(true));
    // The strings of Python 2, text or bytes.
    case 0x53: {
      // STRING
      const line = cursor.line();
      return pythonBytes(line) ?? cursor.fail("a string has no quotes", line.length + 1);
    }
    case 0x54: // BINSTRING
      return cursor.textOrBytes(cursor.int32(true));
    case 0x55: // SHORT_BINSTRING
      return cursor.textOrBytes(cursor.uint8());
    default:
      return undefined;
  }
}

function readBytes(cursor: ByteCursor, opcode: number): TreeNode | undefined {
  switch (opcode) {
    case 0x42: // BINBYTES
      return { kind: "bytes", value: cursor.take(cursor.uint32(true)) };
    case 0x43: // SHORT_BINBYTES
      return { kind: "bytes", value: cursor.take(cursor.uint8()) };
    case 0x8e: // BINBYTES8
    case 0x96: // BYTEARRAY8
      return { kind: "bytes", value: cursor.take(cursor.length64(true)) };
    case 0x97: // NEXT_BUFFER: one that was handed over beside the pickle
      return nameNode("buffer outside of the pickle");
    default:
      return undefined;
  }
}

/** A number that copyreg's registry of the reader would turn into a class. */
function readExtension(cursor: ByteCursor, opcode: number): TreeNode | undefined {
  switch (opcode) {
    case 0x82: // EXT1
      return objectNode("copyreg extension", [numberNode(cursor.uint8())]);
    case 0x83: // EXT2
      return objectNode("copyreg extension", [numberNode(cursor.uint16(true))]);
    case 0x84: // EXT4
      return objectNode("copyreg extension", [numberNode(cursor.int32(true))]);
    default:
      return undefined;
  }
}
