/** Bytes as a hex view: offset, bytes in groups of eight, and what of them is ASCII. */
import { type DecodedLine, decodedSegment } from "./segments.ts";

/** 8 digits of offset, 16 bytes and their characters, and what stands between. */
const WIDE_COLUMNS = 78;

/** The lines of a view that is `width` columns wide: 16 bytes in each, or 8 where that is too wide; `linesMax` lines at most. */
export function hexView(bytes: Uint8Array, width: number, linesMax: number): DecodedLine[] {
  const perLine = width >= WIDE_COLUMNS ? 16 : 8;
  const lines: DecodedLine[] = [];
  for (let offset = 0; offset < bytes.length && lines.length < linesMax; offset += perLine) {
    lines.push(hexLine(bytes.subarray(offset, offset + perLine), offset, perLine));
  }
  return lines;
}

function hexLine(bytes: Uint8Array, offset: number, perLine: number): DecodedLine {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
  const groups = Array.from({ length: perLine / 8 }, (_, index) => digits.slice(index * 8, index * 8 + 8).join(" "));
  const width = perLine * 3 - 1 + (groups.length - 1);
  const characters = Array.from(bytes, (byte) => (byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : "."));
  return [
    decodedSegment("note", offset.toString(16).padStart(8, "0")),
    decodedSegment("number", `  ${groups.join("  ").padEnd(width)}  `),
    decodedSegment("punctuation", "|"),
    decodedSegment("string", characters.join("")),
    decodedSegment("punctuation", "|"),
  ];
}
