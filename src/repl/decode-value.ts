/** Values shown by what they are: the shell's use of the decode room. Loaded on use, because reading formats is a lot of code. */

import { isUtf8 } from "node:buffer";
import { formatCount } from "../base/format-units.ts";
import { type Decoded, decodeValue, explainFlags } from "../decode/decode.ts";
import { renderDecoded } from "../decode/render.ts";
import type { DecodedLine, DecodedStyle } from "../decode/segments.ts";
import { type Line, type SegmentStyle, segment } from "./segments.ts";
import { type ShownValue, type ShowValue, showQuoted } from "./show-value.ts";

/** Lines of one value: more are cut, and the note says so; `raw on`, a file or a pipe have all of it. */
const LINES_MAX = 400;

const STYLES: Readonly<Record<DecodedStyle, SegmentStyle>> = {
  plain: "plain",
  key: "key",
  string: "value",
  number: "number",
  word: "number",
  date: "number",
  type: "code",
  punctuation: "plain",
  note: "note",
  warning: "warning",
};

/** Fewer bytes than a row of a hex view has. */
const SHORT_BYTES = 15;

/**
 * Shows text that is no more than that as it could be typed, everything else decoded: pretty JSON, what was unpacked, the structure of
 * serialized values, a hex view. Nothing in a value is executed.
 */
export const showDecoded: ShowValue = (value, flags, width) => {
  const decoded = decodeValue(value, flags);
  const { content, steps, warnings } = decoded;
  const isPlain = content.kind === "text" || content.kind === "number" || (content.kind === "hex" && isReadable(value));
  const isUnpacked = steps.some((step) => /unpacked/.test(step));
  if (isPlain && !isUnpacked) {
    return { ...showQuoted(value, flags, width), kind: content.kind === "hex" ? "" : kindOf(decoded) };
  }
  const shown = renderDecoded({ ...decoded, steps: [] }, { width, maxLines: LINES_MAX });
  const lines = shown.map(lineOf);
  const notes = warnings.length === 0 && steps.length === 0 ? "" : kindOf(decoded);
  return { kind: notes, lines: lines.length === 0 ? [[segment("value", '""')]] : lines } satisfies ShownValue;
};

/** Bytes that say more in quotes than in a hex view: a few, or text with some controls in it. */
function isReadable(value: Uint8Array): boolean {
  const printable = value.filter((byte) => byte >= 32 && byte !== 127).length;
  return value.length <= SHORT_BYTES || (isUtf8(value) && printable * 2 > value.length);
}

/** What was found; what the flags say stands beside the flags. */
function kindOf({ steps }: Decoded): string {
  return steps.filter((step) => !step.startsWith("flags ")).join(", ");
}

function lineOf(line: DecodedLine): Line {
  return line.map(({ style, text }) => segment(STYLES[style], text));
}

/** What the flags mean to the clients whose meaning fits the bytes: `text (pylibmc, pymemcache)`. */
export function explainClientFlags(flags: number, value: Uint8Array): string {
  const fitting = explainFlags(flags, value).filter(({ fits }) => fits);
  const byMeaning = new Map<string, string[]>();
  for (const { meaning, client } of fitting) {
    byMeaning.set(meaning, [...(byMeaning.get(meaning) ?? []), client]);
  }
  const readings = [...byMeaning].map(([meaning, clients]) => `${meaning} (${clients.join(", ")})`);
  const shown = readings.slice(0, 2).join("; or ");
  return readings.length > 2 ? `${shown}; or ${formatCount(readings.length - 2)} more` : shown;
}
