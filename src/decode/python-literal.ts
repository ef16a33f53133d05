/** The texts of pickle's protocol 0, which stand in a line with escapes. */
import { Buffer } from "node:buffer";
import { textOrBytes } from "./byte-cursor.ts";
import type { TreeNode } from "./tree.ts";

const SHORT_ESCAPES: Readonly<Record<string, number>> = {
  "\\": 0x5c,
  "'": 0x27,
  '"': 0x22,
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};

const ESCAPE = /\\(?:x([\da-fA-F]{2})|([0-7]{1,3})|([\\'"abfnrtv]))/g;
const LAST_CODE_POINT = 0x10ffff;

/** `raw-unicode-escape`: latin1, and \uXXXX and \UXXXXXXXX for the rest. */
export function rawUnicode(line: string): string {
  return line.replace(/\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8}))/g, (whole, short?: string, long?: string) => {
    const codePoint = Number.parseInt(short ?? long ?? "", 16);
    return codePoint <= LAST_CODE_POINT ? String.fromCodePoint(codePoint) : whole;
  });
}

/** The repr of a string of Python 2: quoted, with backslash escapes; undefined if the quotes are missing. */
export function pythonBytes(line: string): TreeNode | undefined {
  const quoted = /^(['"])(.*)\1$/s.exec(line.trimEnd());
  if (quoted === null) {
    return undefined;
  }
  const text = (quoted[2] ?? "").replace(ESCAPE, (_whole, hex?: string, octal?: string, short?: string) =>
    String.fromCharCode(
      hex !== undefined
        ? Number.parseInt(hex, 16)
        : octal !== undefined
          ? Number.parseInt(octal, 8) & 0xff
          : (SHORT_ESCAPES[short ?? ""] ?? 0),
    ),
  );
  return textOrBytes(Buffer.from(text, "latin1"));
}
